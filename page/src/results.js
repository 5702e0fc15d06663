// The results of `check` and `merge` as elements. What they say comes from the program's JSON (docs/json.md); nothing is judged
// or computed here.

import { element, table } from "./elements.js";
import { language, own, t } from "./texts.js";

/** The severities, worst first. */
const SEVERITIES = ["error", "warning", "info", "trial"];
const CARDS = { error: "error", warning: "warning", info: "", trial: "" };

function countOf(file, severity) {
  return file.findings.filter((finding) => finding.severity === severity && !finding.waived).length;
}

/** Returns text and class of a file's verdict. */
function verdictOf(file) {
  const [errors, warnings, notes] = SEVERITIES.map((severity) => countOf(file, severity));
  if (errors > 0) return [t("hasErrors", errors), "error"];
  if (!file.unit) return [t("noReturn"), "warning"];
  if (warnings > 0) return [`${t("mayBeSent")}; ${t("hasWarnings", warnings)}`, "warning"];
  return [notes > 0 ? `${t("mayBeSent")}; ${t("hasNotes", notes)}` : t("mayBeSent"), "good"];
}

/** The table of the files; `open` is called with the number of the file that is chosen. */
export function fileTable(files, periods, open) {
  const row = (file, number) => {
    const [verdict, kind] = verdictOf(file);
    return element(
      "tr",
      { class: kind },
      element("td", {}, element("button", { type: "button", class: "row", onclick: () => open(number) }, file.file)),
      element("td", {}, file.unit_name ?? file.unit ?? ""),
      element("td", {}, periods(file.period)),
      element("td", { class: "mark" }, verdict),
    );
  };
  return table(t("listCaption"), [[t("file")], [t("unit")], [t("period")], [t("result")]], files.map(row));
}

function findingCard(finding) {
  const place = finding.cell
    ? t("place", finding.sheet ?? "", finding.cell)
    : finding.sheet
      ? t("placeSheet", finding.sheet)
      : "";
  const lines = [
    [t("found"), own(finding.found)],
    [t("expected"), own(finding.expected)],
    [t("mend"), own(finding.mend)],
  ].filter(([, text]) => text);
  const head = [t(finding.severity), finding.waived ? t("waived") : "", place, finding.code].filter(Boolean).join(" · ");
  return element(
    "li",
    { class: `card ${finding.waived ? "" : CARDS[finding.severity]}` },
    element("h4", {}, element("span", { class: "mark" }, head)),
    element("div", {}, own(finding.message)),
    lines.length > 0 && element("dl", {}, lines.map(([name, text]) => [element("dt", {}, name), element("dd", {}, text)])),
  );
}

/** The findings of a file, errors first. */
export function findingList(file) {
  if (file.findings.length === 0) return element("p", { class: "card good" }, t("nothingFound"));
  const rank = (finding) => (finding.waived ? 4 : SEVERITIES.indexOf(finding.severity));
  const sorted = [...file.findings].sort((a, b) => rank(a) - rank(b));
  return element("ul", { class: "plain" }, sorted.map(findingCard));
}

/** Returns what a figure shows. */
function figureText(figure) {
  if (figure.number === null) return figure.text ?? "";
  const format = (number, options) => number.toLocaleString(language() === "en" ? "en-US" : "vi-VN", options);
  switch (figure.kind) {
    case "share":
      return format(figure.number, { style: "percent", maximumFractionDigits: 4 });
    case "date":
      // Day 25,569 of Excel is 1 January 1970.
      return new Date((figure.number - 25569) * 86400000).toLocaleDateString("vi-VN", { timeZone: "UTC" });
    default:
      return format(figure.number, { maximumFractionDigits: 10 });
  }
}

/** Returns text and class of a figure's mark. */
function markOf(figure, findings) {
  if (figure.cell === null) return [t("notInFile"), ""];
  if (!figure.is_readable) return [t("markUnread"), "error"];
  const here = findings.filter((f) => !f.waived && f.sheet === figure.sheet && f.cell === figure.cell);
  if (here.some((f) => f.severity === "error")) return [t("markError"), "error"];
  if (here.some((f) => f.severity === "warning")) return [t("markWarning"), "warning"];
  return figure.number === null && figure.text === null ? [t("markEmpty"), ""] : [t("markGood"), "good"];
}

/** The figures of a file as a table with marks. */
export function figureTable(file) {
  const rows = [];
  let section = "";
  for (const figure of file.figures) {
    if (figure.section !== section) {
      section = figure.section;
      rows.push(element("tr", { class: "section" }, element("th", { colspan: "6", scope: "colgroup" }, section)));
    }
    const [mark, kind] = markOf(figure, file.findings);
    rows.push(
      element(
        "tr",
        { class: kind },
        element("td", {}, figure.code),
        element("td", {}, figure.label),
        element("td", { class: "wide" }, figure.measure),
        element("td", { class: figure.kind === "text" ? "" : "number" }, figureText(figure)),
        element("td", { class: "wide" }, figure.cell ?? ""),
        element("td", { class: "mark" }, mark),
      ),
    );
  }
  const columns = [
    [t("code")], [t("row")], [t("measure"), "wide"], [t("figure"), "number"], [t("cell"), "wide"], [t("mark")],
  ];
  return table(t("figuresCaption"), columns, rows);
}

/** Returns the path of a checked file among the files of the campaign. */
export function pathOf(file, files) {
  const returns = [...files.keys()].filter((path) => path.startsWith("tra-loi/"));
  if (returns.length === 1) return returns[0];
  // "thu.eml › BM01.xlsx" is in the file "thu.eml".
  return `tra-loi/${file.file.split(" › ")[0]}`;
}

/** Returns the names of files that are the same submission of one unit for one period, group by group. */
export function doubles(files) {
  const groups = new Map();
  for (const file of files.filter((one) => one.unit)) {
    const key = [file.unit, file.period, file.submission].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), file.file]);
  }
  return [...groups.values()].filter((names) => names.length > 1);
}

function groupCard(group) {
  const named = ({ sheet, cells }) => (cells ? t("place", sheet, cells) : t("placeSheet", sheet));
  const places = group.places.filter(({ sheet }) => sheet).map(named).join("; ");
  const head = [t(group.severity), group.name, group.file, places, group.code].filter(Boolean).join(" · ");
  return element(
    "li",
    { class: `card ${CARDS[group.severity]}` },
    element("h4", {}, element("span", { class: "mark" }, head)),
    element("div", {}, own(group.message)),
    own(group.mend) && element("div", {}, `→ ${own(group.mend)}`),
  );
}

/** How a merged campaign stands: the units, earlier periods, findings, what to do. */
export function standing(result, periods) {
  const named = (list) => list.map((one) => `${one.name} (${periods(one.period)})`).join(", ");
  const { held, missing } = result.earlier;
  return [
    element("p", {}, t("standing", periods(result.period), result.units)),
    held.length > 0 && element("p", {}, t("earlierHeld", named(held))),
    missing.length > 0 && element("p", {}, t("earlierMissing", named(missing))),
    unitTable(result.unit_list, periods),
    result.groups.length > 0 && [
      element("h4", {}, t("groupsTitle")),
      element("ul", { class: "plain" }, result.groups.map(groupCard)),
    ],
    result.next.length > 0 && [
      element("h4", {}, t("nextTitle")),
      element("ol", {}, result.next.map((step) => element("li", {}, own(step.text)))),
    ],
  ].flat(Infinity).filter(Boolean);
}

/** The units of a merged period with their states. */
function unitTable(units, periods) {
  const kinds = { counted: "good", held: "error", missing: "warning" };
  const row = (unit) =>
    element(
      "tr",
      { class: kinds[unit.state] ?? "" },
      element("td", {}, unit.name),
      element("td", {}, periods(unit.period)),
      element("td", {}, unit.file ?? ""),
      element("td", { class: "mark" }, t(unit.state)),
    );
  return table(t("unitsCaption"), [[t("unit")], [t("period")], [t("file")], [t("state")]], units.map(row));
}
