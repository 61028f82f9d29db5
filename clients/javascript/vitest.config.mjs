// What vitest runs here: the example, and what coracle.test.mjs has it run. The times are long for any machine.
export default { test: { include: [process.env.PART ? 'parts.mjs' : 'example.vitest.mjs'], testTimeout: 60_000, hookTimeout: 60_000 } };
