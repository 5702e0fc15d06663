// The files that a person drops or chooses, and where they belong in a campaign folder.

/** A file that the browser could not open. */
export class Unopened extends Error {}

/** Returns `[path, File]` for everything dropped, folders with all that is in them. */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files].map((file) => [file.name, file]);
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

async function walk(entry, prefix, found) {
  const path = prefix + entry.name;
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => {
      throw new Unopened(path);
    });
    found.push([path, file]);
    return;
  }
  const reader = entry.createReader();
  // A call gives a part of the entries; an empty part is the end.
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => {
      throw new Unopened(path);
    });
    if (part.length === 0) return;
    for (const child of part) await walk(child, `${path}/`, found);
  }
}

/** Returns `[path, File]` for the files chosen in a dialog. */
export function chosenFiles(list) {
  return [...list].map((file) => [file.webkitRelativePath || file.name, file]);
}

/** Returns a Map of paths to bytes. */
export async function bytesOf(found) {
  const files = new Map();
  for (const [path, file] of found) {
    const bytes = await file.arrayBuffer().catch(() => {
      throw new Unopened(path);
    });
    files.set(path, new Uint8Array(bytes));
  }
  return files;
}

const PLAN = /^(.*\/)?ke-hoach\.(xlsx|toml)$/;
const RETURNS = "tra-loi/";

/**
 * Places files in a campaign.
 *
 * @param files a Map of paths as dropped
 * @returns `files` with paths of a campaign folder, and `hasPlan`: a campaign folder was dropped
 */
export function placed(files) {
  const plans = [...files.keys()].map((path) => PLAN.exec(path)).filter(Boolean);
  if (plans.length > 0) {
    const root = plans.map((found) => found[1] ?? "").sort((a, b) => a.length - b.length)[0];
    const inside = [...files].filter(([path]) => path.startsWith(root));
    return { files: new Map(inside.map(([path, bytes]) => [path.slice(root.length), bytes])), hasPlan: true };
  }
  const place = (path) => {
    const at = `/${path}`.indexOf(`/${RETURNS}`);
    return RETURNS + (at < 0 ? path : path.slice(at + RETURNS.length));
  };
  return { files: new Map([...files].map(([path, bytes]) => [place(path), bytes])), hasPlan: false };
}

/** The returns among the files of a campaign. */
export function returnsOf(files) {
  return [...files.keys()].filter((path) => path.startsWith(RETURNS)).sort();
}
