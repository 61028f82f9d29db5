// What vitest runs here: the example, and what coracle.test.mjs has it run.
export default { test: { include: [process.env.PART ? 'parts.mjs' : 'example.vitest.mjs'] } };
