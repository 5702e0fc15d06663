// node page/tests/run.mjs TONGHOP TEMPLATE.html [PICTURES]: tries the page in headless Chromium, from disk, as people do: drop, check, correct, check
// again, merge, save. What it saves is compared, byte for byte, with what TONGHOP writes. Nothing may leave the page; axe-core finds
// nothing. TONGHOP_PAGE_TEST chooses tests by a part of their names. TONGHOP_CHROMIUM names the browser (/usr/bin/chromium).

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { emptyCampaign, tree } from "./files.mjs";

const [tonghop, template, pictures] = process.argv.slice(2).map((path) => resolve(path));
const root = resolve(new URL("../..", import.meta.url).pathname);
const sample = join(root, "samples/277-lai-chau");
const work = mkdtempSync(join(tmpdir(), "trang-"));
const campaign = join(work, "dot-1");
cpSync(sample, campaign, { recursive: true });
rmSync(join(campaign, "ket-qua"), { recursive: true, force: true });
if (pictures) mkdirSync(pictures, { recursive: true });

const run = (...args) => spawnSync(tonghop, args, { cwd: campaign, encoding: "utf8", maxBuffer: 1 << 28 });
const made = run("trang", "--template", template);
assert.equal(made.status, 0, made.stderr);
const page = join(campaign, "kiem-tra.html");

const executablePath = process.env.TONGHOP_CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const results = [];
async function test(name, work) {
  if (process.env.TONGHOP_PAGE_TEST && !name.includes(process.env.TONGHOP_PAGE_TEST)) return;
  const start = performance.now();
  await work();
  results.push(`${name}: ${Math.round(performance.now() - start)} ms`);
  console.log(`ok   ${name} (${Math.round(performance.now() - start)} ms)`);
}

/** Opens the page, with a list of everything that it asks the network or reports as an error. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, acceptDownloads: true, ...options });
  const tab = await context.newPage();
  const asked = [];
  tab.on("request", (request) => {
    if (!/^(file|blob|data):/.test(request.url())) asked.push(request.url());
  });
  tab.on("pageerror", (error) => asked.push(`error: ${error}`));
  tab.on("console", (message) => {
    if (message.type() === "error") asked.push(`console: ${message.text()}`);
  });
  // From the start: the browser is told to hand choosers over some time after the first listener.
  tab.on("filechooser", () => {});
  await tab.goto(`file://${options.page ?? page}`);
  await tab.waitForSelector('body[data-ready="true"]');
  return { tab, asked, close: () => context.close() };
}

/** Waits until the page is idle again, and returns what it complains of. */
async function idle(tab) {
  await tab.waitForFunction(() => !document.querySelector("#choose-files").disabled, null, { timeout: 600_000 });
  return tab.textContent("#trouble");
}

async function choose(tab, ...files) {
  await tab.setInputFiles("#files", files);
  return idle(tab);
}

/** Saves what a link offers. */
async function saved(tab, link) {
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.click(link)]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

async function accessible(tab, state) {
  await tab.evaluate(readFileSync(join(root, "page/node_modules/axe-core/axe.min.js"), "utf8"));
  const { violations } = await tab.evaluate(() => window.axe.run());
  const found = violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
  assert.deepEqual(found, [], `axe, ${state}`);
}

/** Keeps a picture of the screen, and one of the whole page. */
async function picture(tab, name) {
  if (!pictures) return;
  await tab.evaluate(() => (document.querySelector("#results:not([hidden])") ?? document.body).scrollIntoView());
  await tab.screenshot({ path: join(pictures, `${name}.png`) });
  await tab.screenshot({ path: join(pictures, `${name}-ca-trang.png`), fullPage: true });
}

const q3 = join(campaign, "tra-loi/2021-Q3");
const good = join(q3, readdirSync(q3).filter((name) => /^BM01_.*\.xlsx$/.test(name)).sort()[0]);

await test("a return is checked as on the command line", async () => {
  const { tab, asked, close } = await open();
  await accessible(tab, "empty");
  await picture(tab, "trang-trong");
  const files = tree(join(campaign, "tra-loi")).filter((path) => path.endsWith(".xlsx"));
  for (const file of files) {
    await tab.click("#clear").catch(() => {});
    assert.equal(await choose(tab, file), "");
    // The same file alone in a campaign with the plan of the page: it has no other returns.
    const alone = join(work, "alone");
    rmSync(alone, { recursive: true, force: true });
    emptyCampaign(alone, campaign);
    const name = file.split("/").pop();
    cpSync(file, join(alone, "tra-loi", name));
    const done = spawnSync(tonghop, ["check", `tra-loi/${name}`, "--format", "json"], { cwd: alone, encoding: "utf8" });
    const expected = JSON.parse(done.stdout).result;
    const shown = await tab.$$eval("#detail li.card h4", (heads) => heads.map((head) => head.textContent.split(" · ").pop()));
    const rank = { error: 0, warning: 1, info: 2, trial: 3 };
    const codes = expected.files.flatMap((one) => one.findings.map((f) => [f.waived ? 4 : rank[f.severity], f.code]));
    codes.sort((a, b) => a[0] - b[0]);
    assert.deepEqual(shown, codes.map(([, code]) => code), file);
    const rows = await tab.$$eval("#detail table tbody tr:not(.section)", (rows) => rows.length);
    assert.equal(rows, expected.files.reduce((sum, one) => sum + one.figures.length, 0), file);
  }
  assert.deepEqual(asked, []);
  await close();
});

await test("wrong, marked, corrected, right", async () => {
  const { tab, asked, close } = await open();
  const folder = join(work, "sai");
  mkdirSync(folder);
  const wrong = join(folder, good.split("/").pop());
  // A figure is changed in a copy, and set right again, by another program.
  const script = `
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book["BM01"]
for row in sheet.iter_rows():
    for cell in row:
        if cell.column == 3 and str(cell.value) == "07":
            sheet[f"E{cell.row}"] = float(sys.argv[3]) if sys.argv[3] != "-" else None
book.save(sys.argv[2])
`;
  const python = (value) => execFileSync("/usr/bin/python3", ["-W", "ignore", "-c", script, good, wrong, value]);
  python("-7");
  assert.equal(await choose(tab, wrong), "");
  const errors = await tab.$$eval("#detail li.card.error", (cards) => cards.length);
  assert.ok(errors > 0, "the wrong figure is an error");
  assert.ok((await tab.$$eval("#detail tr.error", (rows) => rows.length)) > 0, "its row is marked");
  await accessible(tab, "with errors");
  await picture(tab, "trang-co-loi");
  await tab.click("#mark");
  assert.equal(await idle(tab), "");
  const copy = await saved(tab, "#detail a.save");
  const alone = join(work, "marked");
  emptyCampaign(alone, campaign);
  cpSync(wrong, join(alone, "tra-loi", wrong.split("/").pop()));
  const made = spawnSync(tonghop, ["feedback", "--period", "2021-Q3"], { cwd: alone, encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  assert.ok(readFileSync(join(alone, "phan-hoi/2021-Q3", copy.name)).equals(copy.bytes), "the marked copy is that of feedback");
  cpSync(good, wrong);
  // The page has the wrong file under this name, and says that it is replaced.
  assert.match(await choose(tab, wrong), /^Đã thay tệp cũ cùng tên: BM01/);
  assert.equal(await tab.$$eval("#detail li.card.error", (cards) => cards.length), 0);
  await picture(tab, "trang-da-sua");
  assert.deepEqual(asked, []);
  await close();
});

await test("a folder is merged, byte for byte as on the command line", async () => {
  const expected = run("merge");
  assert.ok(expected.status <= 1, expected.stderr);
  const { tab, asked, close } = await open();
  await tab.setInputFiles("#folder", join(campaign, "tra-loi"));
  assert.equal(await idle(tab), "");
  await accessible(tab, "a folder");
  await picture(tab, "trang-thu-muc");
  await tab.click("#merge");
  assert.equal(await idle(tab), "");
  const workbook = await saved(tab, "#merged a.main");
  const own = join(campaign, "ket-qua", workbook.name);
  assert.ok(readFileSync(own).equals(workbook.bytes), workbook.name);
  const replies = await saved(tab, "#merged a:not(.main)");
  const period = workbook.name.slice("Tong-hop-".length, -".xlsx".length);
  run("feedback", "--period", period, "--zip");
  assert.ok(readFileSync(join(campaign, "phan-hoi", period, replies.name)).equals(replies.bytes), replies.name);
  // The saved workbook, opened again by the program.
  writeFileSync(join(campaign, "da-luu.xlsx"), workbook.bytes);
  const audited = run("audit", "da-luu.xlsx");
  assert.equal(audited.status, 0, audited.stdout + audited.stderr);
  await accessible(tab, "merged");
  await picture(tab, "trang-tong-hop");
  assert.deepEqual(asked, []);
  await close();
});

await test("hostile files cost themselves alone", async () => {
  const folder = join(work, "hostile");
  execFileSync("python3", [join(root, "tests/hostile/hostile.py"), good, folder]);
  const { tab, asked, close } = await open();
  const hostile = tree(folder);
  await tab.setInputFiles("#files", [...hostile, good]);
  const trouble = await idle(tab);
  assert.equal(trouble, "");
  const shown = await tab.$$eval("#list tbody tr", (rows) => rows.map((row) => row.children[0].textContent));
  assert.ok(shown.includes(good.split("/").pop()), "the good file is there");
  assert.deepEqual(asked.filter((line) => !line.startsWith("console")), []);
  console.log(`     ${hostile.length} hostile files`);
  await close();
});

await test("several files of one unit or name are kept apart", async () => {
  const { tab, close } = await open();
  const [one, two] = ["một", "hai"].map((name) => join(work, name));
  const names = readdirSync(q3).filter((name) => /^BM01_.*\.xlsx$/.test(name)).sort();
  for (const [folder, name] of [[one, names[0]], [two, names[1]]]) {
    mkdirSync(folder);
    cpSync(join(q3, name), join(folder, "bao cao.xlsx"));
  }
  assert.equal(await choose(tab, join(one, "bao cao.xlsx"), join(two, "bao cao.xlsx")), "");
  const units = await tab.$$eval("#list tbody tr", (rows) => rows.map((row) => [row.children[0].textContent, row.children[1].textContent]));
  assert.equal(units.length, 2);
  assert.deepEqual(units.map(([name]) => name).sort(), ["bao cao (2).xlsx", "bao cao.xlsx"]);
  assert.notEqual(units[0][1], units[1][1]);
  // A second file of the first unit: told, and the copy with marks is that of the file that is open.
  assert.ok(await tab.isVisible("#merge"));
  const other = join(work, "bản sau.xlsx");
  cpSync(join(one, "bao cao.xlsx"), other);
  await choose(tab, other);
  assert.match(await tab.textContent("#list .card"), /cùng đơn vị, cùng kỳ, cùng lần gửi/);
  await tab.click("#list tbody tr:has-text('bản sau') button");
  await tab.click("#remove");
  await idle(tab);
  assert.equal((await tab.$$("#list tbody tr")).length, 2);
  assert.equal(await tab.$("#list .card"), null);
  await tab.click("#clear");
  await choose(tab, good);
  assert.ok(!(await tab.isVisible("#merge")), "one return is not merged");
  await close();
});

await test("what cannot be used leaves what was there", async () => {
  const { tab, close } = await open();
  await choose(tab, good);
  const folder = join(work, "hai-dot");
  for (const name of ["a", "b"]) {
    emptyCampaign(join(folder, name), campaign);
    cpSync(good, join(folder, name, "tra-loi/x.xlsx"));
  }
  await tab.setInputFiles("#folder", folder);
  assert.match(await idle(tab), /nhiều thư mục đợt báo cáo/);
  // A plan with an error, and replies that the page did not make.
  rmSync(join(folder, "b"), { recursive: true });
  writeFileSync(join(folder, "a/ke-hoach.toml"), "[[units]\n");
  mkdirSync(join(folder, "a/worker/replies"), { recursive: true });
  await tab.setInputFiles("#folder", folder);
  assert.notEqual(await idle(tab), "");
  assert.equal(await tab.textContent("#list tbody tr button"), good.split("/").pop());
  assert.equal(await tab.textContent("#state"), "");
  await close();
});

await test("a browser without WebAssembly says what to do", async () => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.addInitScript(() => {
    WebAssembly.compile = async () => {
      throw new Error("refused");
    };
  });
  await tab.goto(`file://${page}`);
  await tab.waitForSelector("#trouble:not(:empty)");
  assert.match(await tab.textContent("#trouble"), /không chạy được chương trình kiểm tra/);
  await context.close();
});

await test("files and folders are dropped", async () => {
  const { tab, asked, close } = await open();
  const bytes = [...readFileSync(good)];
  const transfer = await tab.evaluateHandle(
    ([bytes, name]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], name));
      return transfer;
    },
    [bytes, "Biểu tháng – nộp (1).xlsx"],
  );
  // Beside the frame as well: the browser must not open the file instead of the page.
  await tab.dispatchEvent("footer", "drop", { dataTransfer: transfer });
  await tab.waitForSelector("#list tbody tr");
  assert.equal(await idle(tab), "");
  assert.equal(await tab.textContent("#list tbody tr button"), "Biểu tháng – nộp (1).xlsx");
  assert.deepEqual(asked, []);
  await close();
});

await test("phone, dark, English, keyboard", async () => {
  const { tab, close } = await open({ viewport: { width: 360, height: 740 }, colorScheme: "dark" });
  await choose(tab, good);
  await accessible(tab, "phone, dark");
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  assert.equal(wide, false, "the page is not wider than a phone");
  await picture(tab, "trang-dien-thoai");
  await tab.click("#language");
  assert.equal(await tab.getAttribute("html", "lang"), "en");
  await accessible(tab, "English");
  await tab.bringToFront();
  await tab.focus("#choose-files");
  const [chooser] = await Promise.all([tab.waitForEvent("filechooser"), tab.keyboard.press("Enter")]);
  assert.ok(chooser.isMultiple());
  await close();
});

await test("the page without a plan says so, and takes a campaign folder", async () => {
  const { tab, close } = await open({ page: template });
  assert.match(await choose(tab, good), /chưa có kế hoạch/);
  run("merge");
  const folder = join(work, "ca-dot");
  mkdirSync(folder);
  for (const name of ["ke-hoach.toml", "phu-luc.tsv", "tra-loi"]) cpSync(join(campaign, name), join(folder, name), { recursive: true });
  await tab.setInputFiles("#folder", folder);
  assert.equal(await idle(tab), "");
  await tab.click("#merge");
  assert.equal(await idle(tab), "");
  const workbook = await saved(tab, "#merged a.main");
  assert.ok(readFileSync(join(campaign, "ket-qua", workbook.name)).equals(workbook.bytes), workbook.name);
  await close();
});

await browser.close();
rmSync(work, { recursive: true, force: true });
console.log(`${results.length} tests, size of the page ${(statSync(template).size / 1e6).toFixed(2)} MB`);
