// The page: files in, commands of the program, results out. What is asked of the program is a command line; its JSON and its
// files are shown as they are.

import workerSource from "worker-source";
import { unpack } from "./archive.js";
import { bytesOfText } from "./base85.js";
import { element, replace, saveLink } from "./elements.js";
import { added, bytesOf, chosenFiles, droppedFiles, placed, returnsOf } from "./files.js";
import { doubles, figureTable, fileTable, findingList, pathOf, standing } from "./results.js";
import { Runner } from "./runner.js";
import { language, setLanguage, t } from "./texts.js";

const byId = (id) => document.getElementById(id);

/** What the page knows. */
const page = {
  /** Files and names of the campaign that came with the page. */
  plan: new Map(),
  names: {},
  /** True if a campaign folder was dropped, which has another plan. */
  hasOwnPlan: false,
  /** Names of the periods of the returns, by code. */
  periods: new Map(),
  /** All files: plan and returns. */
  files: new Map(),
  /** Result of the last check, the number of the file whose details are shown, and the copy with marks of it. */
  checked: null,
  shown: null,
  marked: null,
  /** Result of the last merge, with the archive of replies. */
  merged: null,
  /** Functions that give the state and what is wrong, in the language of the page. */
  state: () => t("starting"),
  trouble: () => [],
  runner: null,
  busy: false,
};

/** Ends when the program is ready, or cannot be. */
let ready;

/** Returns the name of a period as people write it. */
function periodName(code) {
  return page.periods.get(code)?.[language()] ?? code ?? "";
}

/** Sets the texts of the page. */
function translate() {
  document.documentElement.lang = language();
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  const names = page.hasOwnPlan ? {} : page.names;
  byId("language").textContent = t("language");
  byId("title").textContent = names.title?.[language()] ?? t("title");
  byId("subtitle").textContent = names.subtitle ?? "";
  byId("about").textContent = t("about", document.body.dataset.version ?? "");
  document.title = byId("title").textContent;
  byId("state").textContent = page.state();
  byId("trouble").replaceChildren(...page.trouble());
  showResults();
  showMerged();
}

/** Says how things are; `make` gives the text. */
function say(make) {
  page.state = make;
  byId("state").textContent = make();
}

/** Says what is wrong; `make` gives elements. */
function complain(make) {
  page.trouble = make;
  byId("trouble").replaceChildren(...make());
}

const paragraph = (text) => element("p", { style: "white-space: pre-wrap" }, text);

/** Does one thing at a time; a fault is told, and what was there stays. */
async function doing(text, work) {
  if (page.busy) return complain(() => [paragraph(t("busy"))]);
  page.busy = true;
  const focused = document.activeElement;
  const buttons = [...document.querySelectorAll("button:not([disabled])")];
  buttons.forEach((button) => (button.disabled = true));
  const start = () => t(text);
  complain(() => []);
  say(start);
  try {
    if (await ready) await work();
  } catch (error) {
    const said = String(error?.message ?? error);
    complain(() => [paragraph(t("fault")), element("pre", { class: "small" }, said)]);
  } finally {
    page.busy = false;
    byId("progress").hidden = true;
    buttons.forEach((button) => (button.disabled = false));
    if (page.trouble().length > 0 || page.state === start) say(() => "");
    if (document.activeElement === document.body && focused?.isConnected) focused.focus();
  }
}

function progress(done, all) {
  const bar = byId("progress");
  bar.hidden = false;
  if (done === all) {
    // The command runs once more, with all replies.
    bar.removeAttribute("value");
    say(() => t("comparing", all));
    return;
  }
  Object.assign(bar, { max: all, value: done });
  // A screen reader is not told each file.
  if (done === 0 || all < 20 || done % 10 === 0) say(() => t("reading", done, all));
}

/** Runs a command that prints JSON. Returns its result and the files; null if the program says why not. */
async function command(args, files = page.files) {
  const done = await page.runner.run([...args, "--format", "json", "--lang", language()], files, progress);
  let answer;
  try {
    answer = JSON.parse(done.output);
  } catch {
    throw new Error(done.complaint || done.output || `exit code ${done.code}`);
  }
  if (answer.failure) {
    complain(() => [paragraph(done.complaint || answer.failure[language()])]);
    return null;
  }
  return { ...done, result: answer.result };
}

/** Takes files of a drop or a dialog, and checks them. What the page had stays until the check is done. */
async function take(dropped) {
  const { files: read, failed } = await bytesOf(dropped);
  const { files, hasPlan, count } = placed(read);
  const unopened = () => (failed.length > 0 ? [paragraph(t("cannotOpen", failed.join("; ")))] : []);
  const refuse = (name) => complain(() => [...unopened(), paragraph(t(name))]);
  if (files.size === 0) return refuse("noFiles");
  if (count > 1) return refuse("severalCampaigns");
  if (!hasPlan && page.plan.size === 0 && !page.hasOwnPlan) return refuse("noPlan");
  const held = page.files.size > 0 ? page.files : page.plan;
  const { files: all, replaced } = hasPlan ? { files, replaced: [] } : added(held, files);
  if (returnsOf(all).length === 0) return refuse("emptyFolder");
  if (!(await check(all, hasPlan || page.hasOwnPlan))) return;
  const names = replaced.map((path) => path.slice("tra-loi/".length)).join("; ");
  complain(() => [...unopened(), ...(names ? [paragraph(t("replaced", names))] : [])]);
}

/** Checks the returns of a campaign, and shows the results. Returns false if that is not possible. */
async function check(files, hasOwnPlan) {
  const returns = returnsOf(files);
  const done = await command(["check", ...(returns.length === 1 ? returns : ["tra-loi"])], files);
  if (!done) return false;
  Object.assign(page, { files, hasOwnPlan, checked: done.result, shown: null, marked: null, merged: null });
  for (const file of done.result.files) if (file.period) page.periods.set(file.period, file.period_name);
  translate();
  say(() => t("checked", returns.length));
  byId("results").focus();
  return true;
}

function showResults() {
  byId("results").hidden = page.checked === null;
  if (page.checked === null) return;
  const { files, errors, warnings } = page.checked;
  const count = files.filter((file) => file.unit).length;
  const verdict = files.length === 1 ? t("oneVerdict", errors, warnings) : t("verdict", count, errors, warnings);
  byId("verdict").textContent = count === 0 ? t("nothingRecognised") : verdict;
  byId("merge").hidden = count < 2;
  const same = doubles(files).map((pair) => element("p", { class: "card warning" }, t("double", pair.join("; "))));
  replace(byId("list"), ...same, fileTable(files, periodName, open));
  if (files.length === 1) open(0, false);
  else if (page.shown !== null) open(page.shown, false);
  else replace(byId("detail"));
}

/** Shows one file. */
function open(number, focus = true) {
  if (page.shown !== number) page.marked = null;
  page.shown = number;
  const file = page.checked.files[number];
  const canMark = file.unit && file.findings.some((finding) => ["error", "warning"].includes(finding.severity));
  const make = () => doing("replying", () => mark(file));
  const drop = () => doing("working", () => remove(file));
  const link = page.marked && saveLink(t("saveMarked", page.marked.name), page.marked.name, page.marked.bytes);
  replace(
    byId("detail"),
    element("h3", {}, t("details", file.file)),
    element(
      "p",
      { class: "buttons" },
      canMark && element("button", { type: "button", id: "mark", onclick: make }, t("makeMarked")),
      returnsOf(page.files).length > 1 && element("button", { type: "button", id: "remove", onclick: drop }, t("remove")),
      element("button", { type: "button", onclick: () => window.print() }, t("print")),
    ),
    link && element("p", {}, link),
    element("h3", {}, t("findingsTitle")),
    findingList(file),
    ...(file.figures.length > 0 ? [element("h3", {}, t("figuresTitle")), figureTable(file)] : []),
  );
  if (focus) byId("detail").focus();
}

/** Makes the copy with marks of a file, as `feedback` makes it of this file alone: without others of its unit and period. */
async function mark(file) {
  const path = pathOf(file, page.files);
  const files = new Map(page.files);
  let isAlone = true;
  for (const other of page.checked.files) {
    if (other === file || other.unit !== file.unit || other.period !== file.period) continue;
    const its = pathOf(other, page.files);
    if (its === path) isAlone = false;
    else files.delete(its);
  }
  const done = isAlone ? await command(["feedback", "--period", file.period], files) : null;
  if (isAlone && !done) return;
  const unit = done?.result.units.find((one) => one.unit === file.unit && one.kind === "correction");
  const name = unit?.files.find((one) => one.endsWith(".xlsx"));
  const bytes = name && done.files.get(`${done.result.folder}/${name}`);
  if (!bytes) return complain(() => [paragraph(t("noMarked"))]);
  page.marked = { name, bytes };
  open(page.shown, false);
  say(() => t("markedMade"));
  byId("detail").querySelector("a")?.focus();
}

/** Leaves a file out, and checks the others again. */
async function remove(file) {
  const files = new Map(page.files);
  files.delete(pathOf(file, page.files));
  await check(files, page.hasOwnPlan);
}

/** Merges, and makes the replies to the units. */
async function merge() {
  const merged = await command(["merge"]);
  if (!merged) return;
  const { workbook, period } = merged.result;
  page.periods.set(period, merged.result.period_name);
  page.merged = { result: merged.result, workbook: { name: baseName(workbook), bytes: merged.files.get(workbook) }, replies: null };
  showMerged();
  say(() => t("replying"));
  if (/^\d{4}-[A-Z]\d+$/.test(period)) {
    const replied = await command(["feedback", "--period", period, "--zip"]);
    const archive = replied?.result.archive;
    if (archive) page.merged.replies = { name: baseName(archive), bytes: replied.files.get(archive) };
    showMerged();
  }
  say(() => t("mergedDone"));
  byId("merged").focus();
}

function showMerged() {
  if (page.merged === null) return replace(byId("merged"));
  const { result, workbook, replies } = page.merged;
  replace(
    byId("merged"),
    element("h3", {}, t("mergedTitle", periodName(result.period))),
    element(
      "p",
      { class: "buttons" },
      saveLink(t("saveWorkbook", workbook.name), workbook.name, workbook.bytes, "save main"),
      replies && saveLink(t("saveReplies", replies.name), replies.name, replies.bytes),
    ),
    ...standing(result, periodName),
  );
}

function baseName(path) {
  return path.split("/").pop();
}

function clear() {
  page.runner?.forget();
  Object.assign(page, { files: new Map(), hasOwnPlan: false, checked: null, shown: null, marked: null, merged: null });
  page.trouble = () => [];
  page.state = () => t("ready");
  for (const id of ["merged", "detail", "list"]) replace(byId(id));
  translate();
  byId("choose-files").focus();
}

function listen() {
  const drop = byId("drop");
  for (const name of ["files", "folder"]) {
    const input = byId(name);
    byId(`choose-${name}`).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const found = chosenFiles(input.files);
      input.value = "";
      doing("working", () => take(found));
    });
  }
  // A file that misses the frame must not replace the page.
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.toggle("over", !page.busy);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) drop.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (page.busy) return complain(() => [paragraph(t("busy"))]);
    // The entries are gone when this function returns.
    const found = droppedFiles(event.dataTransfer);
    doing("working", async () => take(await found));
  });
  byId("merge").addEventListener("click", () => doing("merging", merge));
  byId("clear").addEventListener("click", clear);
  byId("language").addEventListener("click", () => {
    setLanguage(language() === "vi" ? "en" : "vi");
    translate();
  });
}

/** Prepares the program. Returns false if this browser cannot run it. */
async function prepare(campaign) {
  try {
    for (const [path, text] of Object.entries(campaign.files ?? {})) page.plan.set(path, bytesOfBase64(text));
    const module = await WebAssembly.compile(await unpack(bytesOfText(byId("program").textContent.trim())));
    page.runner = new Runner(module, workerSource);
    document.body.dataset.ready = "true";
    if (!page.busy) say(() => t("ready"));
    return true;
  } catch (error) {
    const said = String(error?.message ?? error);
    complain(() => [paragraph(t("noProgram")), element("pre", { class: "small" }, said)]);
    say(() => "");
    return false;
  }
}

function start() {
  setLanguage("vi");
  const campaign = JSON.parse(byId("campaign").textContent);
  page.names = campaign.names ?? {};
  translate();
  listen();
  // The page is shown before the program is unpacked.
  ready = new Promise((resolve) => setTimeout(resolve, 0)).then(() => prepare(campaign));
}

function bytesOfBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

start();
