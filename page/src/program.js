// Runs the program once: an instance of the WebAssembly module with arguments, a file system in memory and standard input. The
// instance is never used twice, so that a trap costs one run. Knows no command and no file of a campaign.

import { Directory, ConsoleStdout, Fd, File, PreopenDirectory, WASI, wasi } from "@bjorn3/browser_wasi_shim";

/** Standard input that is asked for the next bytes; `next()` returns a Uint8Array, or null at the end. */
class Input extends Fd {
  constructor(next) {
    super();
    this.next = next;
    this.rest = new Uint8Array();
  }

  fd_fdstat_get() {
    return { ret: 0, fdstat: new wasi.Fdstat(wasi.FILETYPE_CHARACTER_DEVICE, 0) };
  }

  fd_read(size) {
    while (this.rest.length === 0) {
      const bytes = this.next();
      if (bytes === null) return { ret: 0, data: new Uint8Array() };
      this.rest = bytes;
    }
    const data = this.rest.subarray(0, size);
    this.rest = this.rest.subarray(size);
    return { ret: 0, data };
  }
}

/** Makes folders and files of `files`, a Map of paths ("tra-loi/a.xlsx") to Uint8Array. */
function rootOf(files) {
  const root = new Map();
  for (const [path, bytes] of files) {
    const names = path.split("/");
    const name = names.pop();
    let folder = root;
    for (const part of names) {
      if (!folder.has(part)) folder.set(part, new Directory(new Map()));
      folder = folder.get(part).contents;
    }
    const file = new File([]);
    // Not given to the constructor, which copies it: what the program leaves alone stays the same array.
    file.data = bytes;
    folder.set(name, file);
  }
  return root;
}

/** Adds the files of a folder to `files`. */
function collect(folder, prefix, files) {
  for (const [name, inode] of folder) {
    if (inode instanceof Directory) collect(inode.contents, `${prefix}${name}/`, files);
    else files.set(prefix + name, inode.data);
  }
  return files;
}

/** Bytes of a page of memory. */
const PAGE = 65536;
/** Bytes of memory at the start; page/program/build.rs has the same number. */
const INITIAL = 33554432;

/**
 * Runs the program.
 *
 * @param module the compiled module
 * @param job `memory`: the most bytes of memory; `args`: arguments after the program's name; `files`: a Map of paths to bytes; `next`: see Input; `write`: called
 *   with the bytes of standard output
 * @returns the exit code, the files afterwards, and the text of standard error
 */
export async function runProgram(module, { memory: most, args, files = new Map(), next = () => null, write = () => {} }) {
  const errors = [];
  const root = new PreopenDirectory("/", rootOf(files));
  const output = new ConsoleStdout((bytes) => write(bytes.slice()));
  const complaints = new ConsoleStdout((bytes) => errors.push(bytes.slice()));
  const words = ["tonghop", ...args];
  const host = new WASI(words, ["COLUMNS=80"], [new Input(next), output, complaints, root], { debug: false });
  // The library counts characters where WASI counts bytes.
  host.wasiImport.args_sizes_get = (count, size) => {
    const view = new DataView(memory.buffer);
    const bytes = words.map((word) => new TextEncoder().encode(word).length + 1);
    view.setUint32(count, words.length, true);
    view.setUint32(size, bytes.reduce((a, b) => a + b, 0), true);
    return 0;
  };
  const memory = new WebAssembly.Memory({ initial: INITIAL / PAGE, maximum: most / PAGE });
  const instance = await WebAssembly.instantiate(module, { env: { memory }, wasi_snapshot_preview1: host.wasiImport });
  const code = host.start(instance);
  return { code, files: collect(root.dir.contents, "", new Map()), complaint: await new Blob(errors).text() };
}
