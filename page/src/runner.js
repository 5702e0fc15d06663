// Runs commands of the program on files in memory. Each file is read in a web worker under bounds of time and memory, as the
// command line reads it in a process: a run that lacks replies says which (src/system/os/recorded_worker.rs), they are made
// by readers, and the command runs again on the files as they were. Knows no command and nothing of the screen.

/** Seconds for one file. A form takes 0.1 s; the command line allows 8 s of the processor. */
const FILE_SECONDS = 40;
/** Seconds for one run of a command. */
const RUN_SECONDS = 1800;
/** Requests that a reader gets at once: each time it loads the plan first. */
const BATCH = 16;

const REQUESTS = "worker/requests/";
const SETUPS = "worker/setups/";
const REPLIES = "worker/replies/";

/** First bytes of stored replies. */
const ENDED = Uint8Array.of(1);
const SLOW = Uint8Array.of(2);

/** The error of a run that did not end properly. */
export class ProgramFault extends Error {}

export class Runner {
  /**
   * @param module the compiled module
   * @param source the text of worker.js
   */
  constructor(module, source) {
    this.module = module;
    this.url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.replies = new Map();
    this.idle = [];
    // Each reader may need half a gigabyte; more than eight do not pay.
    this.readers = Math.max(1, Math.min(8, (navigator.hardwareConcurrency || 2) - 1));
  }

  /**
   * Runs a command, several times if files are to be read.
   *
   * @param args the arguments
   * @param files a Map of paths to Uint8Array, which is not changed
   * @param progress called with the number of files read and of all
   * @returns code, output and complaint of the last run, and a Map of all files after it
   */
  async run(args, files, progress = () => {}) {
    for (;;) {
      const input = new Map(files);
      for (const [name, reply] of this.replies) input.set(REPLIES + name, reply);
      const done = await this.command(args, input);
      const requests = [...done.changed].filter(([path]) => path.startsWith(REQUESTS));
      if (requests.length === 0) {
        const after = new Map(files);
        for (const path of done.removed) after.delete(path);
        for (const [path, bytes] of done.changed) if (!path.startsWith("worker/")) after.set(path, bytes);
        return { ...done, files: after };
      }
      await this.readAll(requests, done.changed, progress);
    }
  }

  /** Forgets all replies. */
  forget() {
    this.replies.clear();
  }

  /** Runs a command once. */
  command(args, files) {
    return new Promise((resolve, reject) => {
      const worker = this.take();
      const end = (isReusable) => {
        clearTimeout(timer);
        if (isReusable) this.idle.push(worker);
        else worker.terminate();
      };
      const fail = (message) => {
        end(false);
        reject(new ProgramFault(message));
      };
      const timer = setTimeout(() => fail(`> ${RUN_SECONDS} s`), RUN_SECONDS * 1000);
      worker.onerror = (event) => fail(event.message);
      worker.onmessage = ({ data }) => {
        if (data.kind === "failed") return fail(data.message);
        end(true);
        resolve(data);
      };
      worker.postMessage({ kind: "run", args, files });
    });
  }

  /** Makes the replies to requests, `[path, bytes]` each. */
  async readAll(requests, files, progress) {
    const queue = requests.map(([path, bytes]) => ({ name: path.slice(REQUESTS.length), bytes }));
    const all = queue.length;
    let count = 0;
    const store = (request, reply) => {
      this.replies.set(request.name, reply);
      count += 1;
      progress(count, all);
    };
    progress(0, all);
    const work = async () => {
      while (queue.length > 0) {
        const setup = queue[0].name.split("-")[0];
        // The last requests are shared out one by one.
        const most = Math.max(1, Math.min(BATCH, Math.floor(queue.length / this.readers)));
        const batch = [];
        while (batch.length < most && queue[0]?.name.startsWith(setup)) batch.push(queue.shift());
        const setupBytes = files.get(SETUPS + setup);
        const rest = await this.readBatch(setupBytes, batch, (request, reply) => {
          // A reader may end for another reason than the file, such as memory that is short for a moment.
          if (reply === ENDED && !request.isSecond) {
            request.isSecond = true;
            queue.push(request);
          } else store(request, reply);
        });
        queue.unshift(...rest);
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.readers, all) }, work));
  }

  /** Makes replies with one reader. Returns the requests after one that ended it. */
  readBatch(setup, batch, store) {
    return new Promise((resolve) => {
      const waiting = [...batch];
      let isOver = false;
      const worker = this.take();
      let timer;
      const watch = () => {
        clearTimeout(timer);
        timer = setTimeout(() => give(SLOW), FILE_SECONDS * 1000);
      };
      const give = (reply) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        worker.terminate();
        if (waiting.length > 0) store(waiting.shift(), reply);
        resolve(waiting);
      };
      worker.onerror = () => give(ENDED);
      worker.onmessage = ({ data }) => {
        if (isOver) return;
        if (data.kind === "reply") {
          const reply = new Uint8Array(data.reply.length + 1);
          reply.set(data.reply, 1);
          store(waiting.shift(), reply);
          watch();
        } else if (data.kind === "done" && waiting.length === 0) {
          isOver = true;
          clearTimeout(timer);
          this.idle.push(worker);
          resolve([]);
        } else {
          give(ENDED);
        }
      };
      watch();
      worker.postMessage({ kind: "read", setup, requests: batch.map((request) => request.bytes) });
    });
  }

  /** Returns a worker that has the module. */
  take() {
    const kept = this.idle.pop();
    if (kept) return kept;
    const worker = new Worker(this.url);
    worker.postMessage({ kind: "module", module: this.module });
    return worker;
  }
}
