// The page: files in, commands of the program, results out. What is asked of the program is a command line; its JSON and its
// files are shown as they are.

import workerSource from "worker-source";
import { unpack } from "./archive.js";
import { element, saveLink } from "./elements.js";
import { bytesOf, chosenFiles, droppedFiles, placed, returnsOf, Unopened } from "./files.js";
import { figureTable, fileTable, findingList, standing } from "./results.js";
import { Runner } from "./runner.js";
import { language, setLanguage, t } from "./texts.js";

const byId = (id) => document.getElementById(id);

/** What the page knows. */
const page = {
  /** Files of the campaign that came with the page. */
  plan: new Map(),
  /** What the page is called, from the campaign. */
  names: { title: null, subtitle: null },
  /** Names of the periods of the returns, by code. */
  periods: new Map(),
  /** All files: plan and returns. */
  files: new Map(),
  /** Result of the last check, and the file whose details are shown. */
  checked: null,
  shown: null,
  runner: null,
  busy: false,
};

/** Returns the name of a period as people write it. */
function periodName(code) {
  return page.periods.get(code)?.[language()] ?? code ?? "";
}

/** Sets the texts that stand in the page itself. */
function translate() {
  document.documentElement.lang = language();
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  byId("language").textContent = t("language");
  byId("title").textContent = page.names.title?.[language()] ?? t("title");
  byId("subtitle").textContent = page.names.subtitle ?? "";
  byId("about").textContent = t("about", document.body.dataset.version ?? "");
  document.title = byId("title").textContent;
}

function say(text) {
  byId("state").textContent = text;
}

function complain(...parts) {
  byId("trouble").replaceChildren(...parts);
}

/** Does one thing at a time; a fault is told, and what was there stays. */
async function doing(text, work) {
  if (page.busy) return;
  page.busy = true;
  const buttons = [...document.querySelectorAll("button")];
  buttons.forEach((button) => (button.disabled = true));
  complain();
  say(text);
  try {
    await work();
  } catch (error) {
    say("");
    if (error instanceof Unopened) complain(t("cannotOpen", error.message));
    else complain(element("p", {}, t("fault")), element("pre", { class: "small" }, String(error?.message ?? error)));
  } finally {
    page.busy = false;
    byId("progress").hidden = true;
    document.querySelectorAll("button").forEach((button) => (button.disabled = false));
  }
}

function progress(done, all) {
  const bar = byId("progress");
  Object.assign(bar, { hidden: false, max: all, value: done });
  // A screen reader is not told each file.
  if (done === 0 || done === all || all < 20 || done % 10 === 0) say(t("reading", done, all));
}

/** Runs a command that prints JSON. Returns its result and the files; null if the program says why not. */
async function command(args) {
  const words = [...args, "--format", "json", "--lang", language()];
  const done = await page.runner.run(words, page.files, progress);
  let answer;
  try {
    answer = JSON.parse(done.output);
  } catch {
    throw new Error(done.complaint || done.output || `exit code ${done.code}`);
  }
  if (answer.failure) {
    complain(element("p", { style: "white-space: pre-wrap" }, done.complaint || answer.failure[language()]));
    return null;
  }
  return { ...done, result: answer.result };
}

/** Takes files of a drop or a dialog, and checks them. */
async function take(found) {
  if (found.length === 0) return complain(t("noFiles"));
  const { files, hasPlan } = placed(await bytesOf(found));
  if (!hasPlan && page.plan.size === 0) return complain(t("noPlan"));
  if (hasPlan) page.files = files;
  else {
    if (page.files.size === 0) page.files = new Map(page.plan);
    for (const [path, bytes] of files) page.files.set(path, bytes);
  }
  if (returnsOf(page.files).length === 0) return complain(t("emptyFolder"));
  await check();
}

async function check() {
  const returns = returnsOf(page.files);
  const done = await command(["check", ...(returns.length === 1 ? returns : ["tra-loi"])]);
  if (!done) return;
  page.checked = done.result;
  for (const file of done.result.files) if (file.period) page.periods.set(file.period, file.period_name);
  page.shown = null;
  byId("merged").replaceChildren();
  showResults();
  say(t("checked", returns.length));
  byId("results").focus();
}

function showResults() {
  byId("results").hidden = page.checked === null;
  if (page.checked === null) return;
  const { files, errors, warnings } = page.checked;
  const count = files.filter((file) => file.unit).length;
  byId("verdict").textContent = files.length === 1 ? t("oneVerdict", errors, warnings) : t("verdict", count, errors, warnings);
  byId("merge").hidden = count < 2;
  byId("list").replaceChildren(fileTable(files, periodName, open));
  if (files.length === 1) open(0, false);
  else if (page.shown !== null) open(page.shown, false);
  else byId("detail").replaceChildren();
}

/** Shows one file. */
function open(number, focus = true) {
  page.shown = number;
  const file = page.checked.files[number];
  const place = element("div", { role: "status" });
  const make = () =>
    doing(t("replying"), async () => {
      await marked(file, place);
    });
  const canMark = file.unit && file.findings.some((finding) => ["error", "warning"].includes(finding.severity));
  byId("detail").replaceChildren(
    element("h3", {}, t("details", file.file)),
    element(
      "p",
      { class: "buttons" },
      canMark && element("button", { type: "button", id: "mark", onclick: make }, t("makeMarked")),
      element("button", { type: "button", onclick: () => window.print() }, t("print")),
    ),
    place,
    element("h3", {}, t("findingsTitle")),
    findingList(file),
    ...(file.figures.length > 0 ? [element("h3", {}, t("figuresTitle")), figureTable(file)] : []),
  );
  if (focus) byId("detail").focus();
}

/** Makes the copy with marks of a file, as `feedback` makes it. */
async function marked(file, place) {
  const done = await command(["feedback", "--period", file.period]);
  if (!done) return;
  const unit = done.result.units.find((one) => one.unit === file.unit);
  const name = unit?.files.find((one) => one.endsWith(".xlsx"));
  const bytes = name && done.files.get(`${done.result.folder}/${name}`);
  say(bytes ? t("markedMade") : "");
  place.replaceChildren(bytes ? saveLink(t("saveMarked", name), name, bytes) : t("noMarked"));
  place.querySelector("a")?.focus();
}

/** Merges, and makes the replies to the units. */
async function merge() {
  const merged = await command(["merge"]);
  if (!merged) return;
  const { workbook, period } = merged.result;
  const links = [saveLink(t("saveWorkbook", baseName(workbook)), baseName(workbook), merged.files.get(workbook), "save main")];
  say(t("replying"));
  const replied = /^\d{4}-[A-Z]\d+$/.test(period) ? await command(["feedback", "--period", period, "--zip"]) : null;
  const archive = replied?.result.archive;
  if (archive) links.push(saveLink(t("saveReplies", baseName(archive)), baseName(archive), replied.files.get(archive)));
  byId("merged").replaceChildren(
    element("h3", {}, t("mergedTitle", periodName(period))),
    element("p", { class: "buttons" }, links),
    ...standing(merged.result, periodName),
  );
  say(t("mergedDone"));
  byId("merged").focus();
}

function baseName(path) {
  return path.split("/").pop();
}

function clear() {
  Object.assign(page, { files: new Map(), checked: null, shown: null });
  byId("merged").replaceChildren();
  byId("detail").replaceChildren();
  byId("list").replaceChildren();
  showResults();
  say(t("ready"));
  byId("choose-files").focus();
}

function listen() {
  const drop = byId("drop");
  const choose = (input) => async () => {
    const found = chosenFiles(input.files);
    input.value = "";
    await doing(t("working"), () => take(found));
  };
  for (const name of ["files", "folder"]) {
    byId(`choose-${name}`).addEventListener("click", () => byId(name).click());
    byId(name).addEventListener("change", choose(byId(name)));
  }
  // A file that misses the frame must not replace the page.
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    // The entries are gone when this function returns.
    const found = droppedFiles(event.dataTransfer);
    doing(t("working"), async () => take(await found));
  });
  byId("merge").addEventListener("click", () => doing(t("merging"), merge));
  byId("clear").addEventListener("click", clear);
  byId("language").addEventListener("click", () => {
    setLanguage(language() === "vi" ? "en" : "vi");
    translate();
    showResults();
  });
}

/** Reads what came with the page and prepares the program. */
async function start() {
  setLanguage("vi");
  const campaign = JSON.parse(byId("campaign").textContent);
  Object.assign(page.names, campaign.names ?? {});
  translate();
  listen();
  if (typeof WebAssembly === "undefined") return complain(t("oldBrowser"));
  say(t("starting"));
  for (const [path, text] of Object.entries(campaign.files ?? {})) page.plan.set(path, bytesOfBase64(text));
  const module = await WebAssembly.compile(await unpack(bytesOfBase64(byId("program").textContent.trim())));
  page.runner = new Runner(module, workerSource);
  document.body.dataset.ready = "true";
  say(t("ready"));
}

function bytesOfBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

start();
