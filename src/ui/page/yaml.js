// A value as YAML, to be looked at: keys in order, as kubectl prints them.

// Texts that mean the same without quotes.
const BARE = /^[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$/;
const WORDS = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

function scalar(value) {
  if (typeof value !== "string") return JSON.stringify(value);
  return BARE.test(value) && !WORDS.test(value) ? value : JSON.stringify(value);
}

const key = (name) => scalar(name);

function block(text, indent) {
  const end = text.endsWith("\n") ? "|" : "|-";
  return `${end}\n${text.replace(/\n$/, "").split("\n").map((line) => (line === "" ? "" : indent + line)).join("\n")}`;
}

// Whether a text can stand as a block of lines.
const isBlock = (value) => typeof value === "string" && value.includes("\n") && !/^\s|\s\n|\n\n$|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(value);

function after(value, indent) {
  if (isBlock(value)) return ` ${block(value, indent)}`;
  if (value === null || typeof value !== "object") return ` ${scalar(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? " []" : `\n${lines(value, indent.slice(2)).join("\n")}`;
  return Object.keys(value).length === 0 ? " {}" : `\n${lines(value, indent).join("\n")}`;
}

function lines(value, indent) {
  if (Array.isArray(value)) return value.map((item) => `${indent}-${entry(item, indent)}`);
  return Object.keys(value).sort().map((name) => `${indent}${key(name)}:${after(value[name], `${indent}  `)}`);
}

function entry(item, indent) {
  const deeper = `${indent}  `;
  if (item === null || typeof item !== "object" || Object.keys(item).length === 0) return after(item, deeper);
  return ` ${lines(item, deeper).join("\n").slice(deeper.length)}`;
}

/** The text of a value. */
export function yaml(value) {
  if (value === null || typeof value !== "object" || Object.keys(value).length === 0) return `${JSON.stringify(value)}\n`;
  return `${lines(value, "").join("\n")}\n`;
}
