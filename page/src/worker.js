// The web worker: runs one job after another, each in an instance of its own. Knows nothing of the page.

import { FrameReader } from "./frames.js";
import { runProgram } from "./program.js";

const MIB = 1 << 20;
/** A job on a whole campaign. */
const JOB_MEMORY = 2048 * MIB;
/** What reads one file may use as much as a worker of the command line: `worker_bytes` and what the allocator sets aside. */
const READER_MEMORY = 480 * MIB;

let module;

/** Runs a command; the answer has only the files that it made or changed. */
async function run({ args, files }) {
  const output = [];
  const done = await runProgram(module, { memory: JOB_MEMORY, args, files, write: (bytes) => output.push(bytes) });
  const changed = new Map([...done.files].filter(([path, bytes]) => files.get(path) !== bytes));
  const removed = [...files.keys()].filter((path) => !done.files.has(path));
  return { code: done.code, output: await new Blob(output).text(), complaint: done.complaint, changed, removed };
}

/** Runs the program as a worker on requests with one setup. Each reply is posted at once. */
async function read({ setup, requests }) {
  const input = [setup, ...requests];
  const replies = new FrameReader();
  let count = -1; // The first reply says that the worker is ready.
  await runProgram(module, {
    memory: READER_MEMORY,
    args: ["--worker", String(READER_MEMORY)],
    next: () => input.shift() ?? null,
    write(bytes) {
      for (const reply of replies.add(bytes)) {
        if (count >= 0) self.postMessage({ kind: "reply", reply });
        count += 1;
      }
    },
  });
  return {};
}

self.onmessage = async ({ data }) => {
  if (data.kind === "module") {
    module = data.module;
    return;
  }
  try {
    const result = await (data.kind === "run" ? run(data) : read(data));
    self.postMessage({ kind: "done", ...result });
  } catch (error) {
    // A trap: the worker is not used again.
    self.postMessage({ kind: "failed", message: String(error?.stack ?? error) });
  }
};
