// The files that a person drops or chooses, and where they belong in a campaign folder.

/** Lock files of Excel, which it keeps open. */
const LOCK = /(^|\/)~\$[^/]*$/;

/** Returns what was dropped, folders with all that is in them: `found`, `[path, File]` each, and `failed`, paths. */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const taken = { found: [], failed: [] };
  if (entries.length === 0) return chosenFiles(transfer.files);
  for (const entry of entries) await walk(entry, "", taken);
  return taken;
}

async function walk(entry, prefix, taken) {
  const path = prefix + entry.name;
  try {
    if (entry.isFile) {
      taken.found.push([path, await new Promise((resolve, reject) => entry.file(resolve, reject))]);
      return;
    }
    const reader = entry.createReader();
    // A call gives a part of the entries; an empty part is the end.
    for (;;) {
      const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (part.length === 0) return;
      for (const child of part) await walk(child, `${path}/`, taken);
    }
  } catch {
    taken.failed.push(path);
  }
}

/** Returns the files chosen in a dialog, as `droppedFiles` does. */
export function chosenFiles(list) {
  return { found: [...list].map((file) => [file.webkitRelativePath || file.name, file]), failed: [] };
}

/** Returns `name (2).xlsx` for the second file of one name, and so on. */
function freePath(path, files) {
  for (let number = 2; files.has(path) || [...files.keys()].some((other) => other.startsWith(`${path}/`)); number += 1) {
    path = path.replace(/( \(\d+\))?(\.[^./]*)?$/, (_, __, end = "") => ` (${number})${end}`);
  }
  return path;
}

/** Reads files: `files`, a Map of paths to bytes, and `failed`, the paths of those that cannot be opened. */
export async function bytesOf({ found, failed }) {
  const [files, unopened] = [new Map(), [...failed]];
  for (const [path, file] of found) {
    if (LOCK.test(path)) continue;
    try {
      files.set(freePath(path, files), new Uint8Array(await file.arrayBuffer()));
    } catch {
      unopened.push(path);
    }
  }
  return { files, failed: unopened };
}

const PLAN = /^(.*\/)?ke-hoach\.(xlsx|toml)$/;
const ANNEX = ["phu-luc.tsv", "phu-luc.csv", "phu-luc.xlsx"];
const RETURNS = "tra-loi/";

/** Returns the folders of campaigns: with a plan, and an annex or returns beside it; not those inside another one. */
function campaigns(files) {
  const paths = [...files.keys()];
  const isCampaign = (root) =>
    ANNEX.some((name) => files.has(root + name)) || paths.some((path) => path.startsWith(root + RETURNS));
  const roots = paths.map((path) => PLAN.exec(path)).filter(Boolean).map((found) => found[1] ?? "");
  const all = [...new Set(roots)].filter(isCampaign);
  return all.filter((root) => !all.some((other) => other !== root && root.startsWith(other)));
}

/**
 * Places files in a campaign.
 *
 * @param files a Map of paths as dropped
 * @returns `files` with paths of a campaign folder; `hasPlan`: a campaign folder was dropped; `count` of campaigns
 */
export function placed(files) {
  const roots = campaigns(files);
  if (roots.length > 0) {
    const root = roots[0];
    const inside = [...files].filter(([path]) => path.startsWith(root)).map(([path, bytes]) => [path.slice(root.length), bytes]);
    // This folder is the program's own (runner.js).
    const own = inside.filter(([path]) => !path.startsWith("worker/"));
    return { files: new Map(own), hasPlan: true, count: roots.length };
  }
  const place = (path) => {
    const at = `/${path}`.indexOf(`/${RETURNS}`);
    return RETURNS + (at < 0 ? path : path.slice(at + RETURNS.length));
  };
  return { files: new Map([...files].map(([path, bytes]) => [place(path), bytes])), hasPlan: false, count: 0 };
}

/**
 * Adds files to those of a campaign, in a new Map.
 *
 * @returns `files`, and `replaced`: the paths of which the page had another content
 */
export function added(held, files) {
  const out = new Map(held);
  const replaced = [];
  for (const [path, bytes] of files) {
    const old = out.get(path);
    if (old && (old.length !== bytes.length || old.some((byte, index) => byte !== bytes[index]))) replaced.push(path);
    // A folder takes the place of a file of its name.
    for (const other of out.keys()) if (path.startsWith(`${other}/`)) out.delete(other);
    out.set(old ? path : freePath(path, out), bytes);
  }
  return { files: out, replaced };
}

/** The returns among the files of a campaign. */
export function returnsOf(files) {
  return [...files.keys()].filter((path) => path.startsWith(RETURNS)).sort();
}
