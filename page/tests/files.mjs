// Files for the tests of the page.

import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Returns the paths of all files below a folder. */
export function tree(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? tree(path) : [path];
  });
}

/** Makes a campaign folder with the plan and annex of another one, and an empty folder of returns. */
export function emptyCampaign(folder, other) {
  mkdirSync(join(folder, "tra-loi"), { recursive: true });
  for (const name of ["ke-hoach.toml", "phu-luc.tsv"]) cpSync(join(other, name), join(folder, name));
}
