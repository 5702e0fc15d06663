// node page/tests/speed.mjs TONGHOP TEMPLATE.html CAMPAIGN…: time and memory of the page beside the command line.
import { spawnSync } from "node:child_process";
import { mkdtempSync, cpSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const [tonghop, template, ...campaigns] = process.argv.slice(2).map((path) => resolve(path));
const browser = await chromium.launch({
  executablePath: process.env.TONGHOP_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const idle = (tab) => tab.waitForFunction(() => !document.querySelector("#choose-files").disabled, null, { timeout: 1e7 });

/** Memory of the browser's processes in MB. */
function memory() {
  const out = spawnSync("bash", ["-c", "for p in $(pgrep chromium); do grep ^Pss: /proc/$p/smaps_rollup 2>/dev/null; done | awk '{s+=$2} END {print s/1024}'"], { encoding: "utf8" });
  return Number(out.stdout);
}

for (const campaign of campaigns) {
  const work = mkdtempSync(join(tmpdir(), "speed-"));
  cpSync(campaign, work, { recursive: true });
  rmSync(join(work, "ket-qua"), { recursive: true, force: true });
  spawnSync(tonghop, ["page", work, "--template", template]);
  const own = [];
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    spawnSync(tonghop, ["merge", work, "-q"]);
    own.push(performance.now() - start);
  }
  const [ready, interactive, checks, merges, most] = [[], [], [], [], []];
  for (let i = 0; i < 3; i++) {
    const context = await browser.newContext();
    const tab = await context.newPage();
    let start = performance.now();
    await tab.goto(`file://${work}/kiem-tra.html`);
    await tab.waitForSelector("#choose-files:not([disabled])");
    interactive.push(performance.now() - start);
    await tab.waitForSelector('body[data-ready="true"]');
    ready.push(performance.now() - start);
    start = performance.now();
    await tab.setInputFiles("#folder", join(work, "tra-loi"));
    await idle(tab);
    checks.push(performance.now() - start);
    start = performance.now();
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, memory())), 500);
    await tab.click("#merge");
    await idle(tab);
    clearInterval(watch);
    merges.push(performance.now() - start);
    most.push(peak);
    await context.close();
  }
  const rounded = (numbers) => Math.round(median(numbers));
  console.log(`${campaign}: interactive ${rounded(interactive)} ms, program ready ${rounded(ready)} ms, folder checked ${rounded(checks)} ms, merge and replies ${rounded(merges)} ms, memory of the browser ${rounded(most)} MB; command line merge ${rounded(own)} ms`);
  rmSync(work, { recursive: true, force: true });
}
await browser.close();
