// A value as YAML, to be looked at: keys in order, and quotes where the server has them.

// Texts that would be read as something else: words, numbers, numbers to the base of 60, times.
const OTHER = /^(y|yes|on|true|n|no|off|false|null|~|[-+]?\.inf|\.nan|[-+]?(0x[0-9a-f_]+|0o?[0-7_]+|0b[01_]+|[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?|(\.[0-9]+|[0-9]+(\.[0-9]*)?)(e[-+]?[0-9]+)?)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t\s].*)?)$/i;
// Texts that do not stand without quotes, in a place where no flow has begun.
const QUOTED = /^[#,[\]{}&*!|>'"%@`\s]|^[-?:](\s|$)|^(---|\.\.\.)|:(\s|$)|\s#|\s$/;
// Characters that are written as their numbers, and ends of lines.
const ESCAPED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

// Large numbers are kept as they are written: see `exact`.
const isScalar = (value) => value === null || typeof value !== "object" || (JSON.isRawJSON?.(value) ?? false);

function scalar(value) {
  if (typeof value !== "string" || value === "" || OTHER.test(value) || ESCAPED.test(value)) return JSON.stringify(value);
  return QUOTED.test(value) ? `'${value.replaceAll("'", "''")}'` : value;
}

const key = (name) => scalar(name);

// What stands behind `|` says how far in the first line is, where it begins with a space or an empty line, and how many ends of lines are at the end.
function block(text, indent) {
  const first = /^[ \n]/.test(text) ? "2" : "";
  const last = !text.endsWith("\n") ? "-" : /(^|\n)\n$/.test(text) ? "+" : "";
  return `|${first}${last}\n${text.replace(/\n$/, "").split("\n").map((line) => (line === "" ? "" : indent + line)).join("\n")}`;
}

// Whether a text can stand as a block of lines.
const isBlock = (value) => typeof value === "string" && value.includes("\n") && !/ (\n|$)|[^\n\u0020-\u007e\u00a0-\ufefe\uff00-\ufffd]|[\ud800-\udfff]/.test(value);

function after(value, indent) {
  if (isBlock(value)) return ` ${block(value, indent)}`;
  if (isScalar(value)) return ` ${scalar(value)}`;
  if (Array.isArray(value)) return value.length === 0 ? " []" : `\n${lines(value, indent.slice(2)).join("\n")}`;
  return Object.keys(value).length === 0 ? " {}" : `\n${lines(value, indent).join("\n")}`;
}

function lines(value, indent) {
  if (Array.isArray(value)) return value.map((item) => `${indent}-${entry(item, indent)}`);
  return Object.keys(value).sort().map((name) => `${indent}${key(name)}:${after(value[name], `${indent}  `)}`);
}

function entry(item, indent) {
  const deeper = `${indent}  `;
  if (isScalar(item) || Object.keys(item).length === 0) return after(item, deeper);
  return ` ${lines(item, deeper).join("\n").slice(deeper.length)}`;
}

/** The text of a value. */
export function yaml(value) {
  if (isScalar(value) || Object.keys(value).length === 0) return `${JSON.stringify(value)}\n`;
  return `${lines(value, "").join("\n")}\n`;
}
