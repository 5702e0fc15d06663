// node page/tests/same.mjs TONGHOP PROGRAM.wasm: the program of the page gives what the program of this system gives, to the byte: what is
// printed, the exit code and every file written, for the sample, the messy returns and the hostile files. Runs in Node.js, without
// a browser and without its bounds of time.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { FrameReader } from "../src/frames.js";
import { runProgram } from "../src/program.js";
import { emptyCampaign, tree } from "./files.mjs";

const [tonghop, program] = process.argv.slice(2).map((path) => resolve(path));
const root = resolve(new URL("../..", import.meta.url).pathname);
const module = await WebAssembly.compile(readFileSync(program));
const MIB = 1048576;
const replies = new Map();

/** Returns the reply to a request as it is stored: a byte and the reply. */
async function reply(setup, request) {
  const input = [setup, request];
  const frames = new FrameReader();
  const got = [];
  try {
    await runProgram(module, {
      memory: 480 * MIB,
      args: ["--worker", "0"],
      next: () => input.shift() ?? null,
      write: (bytes) => got.push(...frames.add(bytes)),
    });
  } catch {
    // A trap costs this request.
  }
  return got.length > 1 ? Buffer.concat([Buffer.of(0), got[1]]) : Buffer.of(1);
}

/** Runs a command as the page does. */
async function inPage(args, files) {
  for (;;) {
    const input = new Map(files);
    for (const [name, bytes] of replies) input.set(`worker/replies/${name}`, bytes);
    const output = [];
    const done = await runProgram(module, { memory: 2048 * MIB, args, files: input, write: (bytes) => output.push(bytes) });
    const requests = [...done.files].filter(([path]) => path.startsWith("worker/requests/"));
    if (requests.length === 0) {
      const after = [...done.files].filter(([path]) => !path.startsWith("worker/"));
      return { code: done.code, printed: Buffer.concat(output).toString(), complaint: done.complaint, files: new Map(after) };
    }
    for (const [path, bytes] of requests) {
      const name = path.split("/").pop();
      replies.set(name, await reply(done.files.get(`worker/setups/${name.split("-")[0]}`), bytes));
    }
  }
}

function filesOf(folder) {
  return new Map(tree(folder).map((path) => [relative(folder, path), new Uint8Array(readFileSync(path))]));
}

/** Returns the first line that differs, as both have it. */
function differentLine(page, own) {
  const [lines, others] = [page.split("\n"), own.split("\n")];
  const at = lines.findIndex((line, index) => line !== others[index]);
  if (at < 0 && lines.length === others.length) return "";
  return `line ${at + 1}: page ${lines.slice(Math.max(0, at - 30), at + 1).join("\n")}\nown ${others[at]}`;
}

/** Compares commands, one after another, in a campaign. */
async function same(name, campaign, commands) {
  let files = filesOf(campaign);
  for (const args of commands) {
    const own = spawnSync(tonghop, args, { cwd: campaign, encoding: "utf8", maxBuffer: 1 << 28, env: { ...process.env, COLUMNS: "80" } });
    const page = await inPage(args, files);
    const what = `${name}: ${args.join(" ")}`;
    assert.equal(page.code, own.status, `${what}: exit code; ${page.complaint}`);
    assert.equal(differentLine(page.printed, own.stdout), "", `${what}: standard output`);
    assert.equal(page.complaint, own.stderr, `${what}: standard error`);
    const after = filesOf(campaign);
    assert.deepEqual([...page.files.keys()].sort(), [...after.keys()].sort(), `${what}: names of files`);
    for (const [path, bytes] of after) assert.ok(Buffer.compare(page.files.get(path), bytes) === 0, `${what}: ${path}`);
    files = after;
    console.log(`same: ${what} (exit ${own.status}, ${after.size} files)`);
  }
}

const work = mkdtempSync(join(tmpdir(), "same-"));
const sample = join(work, "sample");
cpSync(join(root, "samples/277-lai-chau"), sample, { recursive: true });
rmSync(join(sample, "ket-qua"), { recursive: true, force: true });
const today = ["--today", "2022-04-05"];
await same("sample", sample, [
  ["merge"],
  ["merge", "--period", "2021-Q4", "--lang", "en"],
  ["check", "tra-loi", "--format", "json"],
  ["status", ...today, "--format", "json"],
  ["feedback", "--period", "2021-Q4", ...today, "--zip"],
]);

const messy = join(work, "messy");
emptyCampaign(messy, sample);
const damaged = join(messy, "tra-loi");
execFileSync("/usr/bin/python3", ["-W", "ignore", join(root, "tests/messy/messy.py"), join(sample, "tra-loi"), damaged], { stdio: "ignore" });
await same("messy", messy, [["check", "tra-loi", "--format", "json"], ["merge"]]);

// A good return and its hostile copies.
const hostile = join(work, "hostile");
emptyCampaign(hostile, sample);
const good = join(sample, "tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
execFileSync("python3", [join(root, "tests/hostile/hostile.py"), good, join(hostile, "tra-loi/2021-Q3")]);
const own = spawnSync(tonghop, ["check", "tra-loi", "--format", "json"], { cwd: hostile, encoding: "utf8", maxBuffer: 1 << 28 });
const page = await inPage(["check", "tra-loi", "--format", "json"], filesOf(hostile));
assert.equal(page.code, own.status);
const [here, there] = [page.printed, own.stdout].map((text) => JSON.parse(text).result.files);
assert.deepEqual(here.map((file) => file.file), there.map((file) => file.file));
// Where one of them ends the reader the messages may part: a panic in a library unwinds on this system and ends the reader of the
// page, and the bounds of memory are not the same number of bytes. Neither takes a figure from such a file.
const ended = here.filter((file, index) => JSON.stringify(file) !== JSON.stringify(there[index])).map((file) => {
  const other = there.find((one) => one.file === file.file);
  const difference = `hostile: ${file.file}: ${JSON.stringify(file)}\n${JSON.stringify(other)}`;
  assert.ok([file, other].every((one) => one.unit === null && one.findings.length === 1), difference);
  assert.ok([file, other].some((one) => /ended the process that read it/.test(one.findings[0].message.en)), difference);
  return file.file;
});
console.log(`same: ${here.length - ended.length} of ${here.length} hostile files; ended a reader: ${ended.join(", ")}`);

rmSync(work, { recursive: true, force: true });
console.log("all the same");
