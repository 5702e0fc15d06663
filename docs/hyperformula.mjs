// node docs/hyperformula.mjs WORKBOOK…: computes every formula of a workbook in HyperFormula, a second engine beside
// IronCalc and LibreOffice, and compares each result with the value that the file stores.
//
// Needs `npm install hyperformula@3.5.0` in the folder it is run from. Functions that HyperFormula lacks are added below from
// their definition in Excel. Exit code 1 if a value differs or a formula could not be computed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inflateRawSync } from "node:zlib";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { HyperFormula, FunctionPlugin, FunctionArgumentType, CellError, ErrorType } = require("hyperformula");

/** Reads the entries of a package. */
function unzip(bytes) {
  const entries = new Map();
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== 0x06054b50) end -= 1;
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = bytes.readUInt16LE(at + 10), size = bytes.readUInt32LE(at + 20);
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const raw = bytes.subarray(start, start + size);
    entries.set(bytes.toString("utf8", at + 46, at + 46 + name), () => (method === 8 ? inflateRawSync(raw) : raw).toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return entries;
}

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const plain = (text) =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (all, hex, decimal, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : (ENTITIES[name] ?? all));
const attribute = (tag, name) => plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
const column = (letters) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** Reads the sheets of a workbook: contents for the engine, and what is stored beside each formula. */
function workbook(file) {
  const parts = unzip(readFileSync(file));
  const text = (name) => parts.get(name)?.() ?? "";
  const strings = [...text("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) =>
    [...item.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, run]) => plain(run)).join(""));
  const targets = new Map([...text("xl/_rels/workbook.xml.rels").matchAll(/<Relationship [^>]*>/g)].map(([tag]) =>
    [attribute(tag, "Id"), attribute(tag, "Target").replace(/^\/?(xl\/)?/, "xl/")]));
  const sheets = {}, stored = [];
  for (const [tag] of text("xl/workbook.xml").matchAll(/<sheet [^>]*>/g)) {
    const rows = [], name = attribute(tag, "name");
    for (const [, head, body] of text(targets.get(attribute(tag, "r:id"))).matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      if (body === undefined) continue;
      const [, letters, number] = /\br="([A-Z]+)(\d+)"/.exec(head), kind = /\bt="(\w+)"/.exec(head)?.[1] ?? "n";
      const raw = plain(/<v[^>]*>(.*?)<\/v>/s.exec(body)?.[1] ?? "");
      const formula = /<f[^>]*>(.*?)<\/f>/s.exec(body)?.[1];
      const value = { s: () => strings[Number(raw)], str: () => raw, b: () => raw === "1", e: () => raw, n: () => (raw === "" ? null : Number(raw)),
        inlineStr: () => [...body.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, run]) => plain(run)).join("") }[kind]();
      const [row, col] = [Number(number) - 1, column(letters)];
      const cells = (rows[row] ??= []);
      if (formula === undefined) {
        // A text that looks like a formula or a number is a text; the engine takes it as one after an apostrophe.
        cells[col] = typeof value === "string" ? `'${value}` : value;
      } else {
        cells[col] = `=${adapted(plain(formula))}`;
        stored.push({ sheet: name, cell: letters + number, row, col, value });
      }
    }
    sheets[name] = Array.from(rows, (cells) => Array.from(cells ?? [], (cell) => cell ?? null));
  }
  const names = [...text("xl/workbook.xml").matchAll(/<definedName ([^>]*)>(.*?)<\/definedName>/gs)]
    .map(([, head, body]) => ({ name: attribute(` ${head}`, "name"), expression: `=${plain(body)}` }))
    .filter(({ name }) => !name.startsWith("_xlnm"));
  return { sheets, stored, names };
}

/** `INDEX(row, n)` of one row is `INDEX(row, 1, n)` for HyperFormula. */
function widened(formula) {
  let out = "", at = 0;
  for (const found of formula.matchAll(/INDEX\(((?:'(?:[^']|'')+'!|\w+!)?\$?[A-Z]+\$?(\d+):\$?[A-Z]+\$?(\d+)),/g)) {
    const rest = found.index + found[0].length;
    let depth = 0, commas = 0, quoted = false;
    for (let i = rest; depth >= 0 && i < formula.length; i += 1) {
      const sign = formula[i];
      if (sign === '"') quoted = !quoted;
      else if (!quoted) {
        depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
        commas += sign === "," && depth === 0 ? 1 : 0;
      }
    }
    out += formula.slice(at, rest) + (found[2] === found[3] && commas === 0 ? "1," : "");
    at = rest;
  }
  return out + formula.slice(at);
}

/** Writes a formula as HyperFormula reads it: also TRUE and FALSE are functions there. */
function adapted(formula) {
  const parts = widened(formula).split(/("(?:[^"]|"")*")/);
  return parts.map((part, i) => (i % 2 ? part : part.replace(/(?<![\w'.])(TRUE|FALSE)(?![\w('])/g, "$1()"))).join("");
}

/** Functions of the workbook that HyperFormula does not have. */
class ExcelFunctions extends FunctionPlugin {
  rank(ast, state) {
    return this.runFunction(ast.args, state, this.metadata("RANK"), (number, range, ascending) => {
      const all = range.valuesFromTopLeftCorner().filter((value) => typeof value === "number");
      if (!all.includes(number)) return new CellError(ErrorType.NA);
      return 1 + all.filter((other) => (ascending ? other < number : other > number)).length;
    });
  }
}
const { NUMBER, BOOLEAN, RANGE } = FunctionArgumentType;
const ADDED = {
  RANK: { method: "rank", parameters: [{ argumentType: NUMBER }, { argumentType: RANGE }, { argumentType: BOOLEAN, defaultValue: false }] },
};
const known = new Set(HyperFormula.getRegisteredFunctionNames("enGB"));
ExcelFunctions.implementedFunctions = Object.fromEntries(Object.entries(ADDED).filter(([name]) => !known.has(name)));
const translations = Object.fromEntries(Object.keys(ExcelFunctions.implementedFunctions).map((name) => [name, name]));
HyperFormula.registerFunctionPlugin(ExcelFunctions, { enGB: translations });

const CONFIG = { licenseKey: "gpl-v3", useArrayArithmetic: true, smartRounding: false, dateFormats: ["DD/MM/YYYY"], nullDate: { year: 1899, month: 12, day: 30 }, leapYear1900: false };

/** A value as it is compared: an empty text is blank, numbers to 12 digits. */
function normal(value) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "object") return value.value ?? String(value.type);
  if (typeof value === "number") return Number(value.toPrecision(12));
  return value;
}

let failed = false;
for (const file of process.argv.slice(2)) {
  const { sheets, stored, names } = workbook(file);
  const engine = HyperFormula.buildFromSheets(sheets, CONFIG, names);
  const counts = { equal: 0, blank: 0, errors: 0 }, different = [];
  for (const { sheet, cell, row, col, value } of stored) {
    const computed = normal(engine.getCellValue({ sheet: engine.getSheetId(sheet), row, col })), wanted = normal(value);
    if (computed === wanted || (typeof computed === "number" && typeof wanted === "number" && Math.abs(computed - wanted) < 1e-9)) {
      counts.equal += 1;
      if (wanted === "") counts.blank += 1;
    } else if (wanted === "#VALUE!" && (computed === 0 || computed === "0")) {
      // An empty text is 0 for HyperFormula, and no number for Excel: ABS("").
      counts.errors += 1;
    } else {
      different.push(`${sheet}!${cell}: stored ${JSON.stringify(wanted)}, HyperFormula ${JSON.stringify(computed)}`);
    }
  }
  console.log(`${file}: ${stored.length} formulas, ${counts.equal} equal (${counts.blank} of them blank), ${different.length} different` +
    (counts.errors ? `, ${counts.errors} errors of an empty text that HyperFormula takes as 0` : ""));
  different.slice(0, 20).forEach((line) => console.log(`  ${line}`));
  failed ||= different.length > 0 || stored.length === 0;
  engine.destroy();
}
process.exitCode = failed ? 1 : 0;
