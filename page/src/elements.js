// Elements of the page. Text is set as text, never as HTML: it comes from files of other people.

/** Makes an element; a child is an element, a string, or nothing. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return made;
}

/** Makes a table in a box that scrolls by itself. `columns`: `[heading, class]`; `rows`: elements. */
export function table(caption, columns, rows) {
  const heads = columns.map(([heading, kind]) => element("th", { scope: "col", class: kind }, heading));
  return element(
    "div",
    { class: "scroll", role: "region", tabindex: "0", "aria-label": caption },
    element("table", { "aria-label": caption }, element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows)),
  );
}

/** Replaces what is in an element. Links to save that are gone let go of their bytes. */
export function replace(box, ...children) {
  for (const link of box.querySelectorAll('a[href^="blob:"]')) URL.revokeObjectURL(link.href);
  box.replaceChildren(...children.flat(Infinity).filter(Boolean));
}

const TYPES = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  zip: "application/zip",
};

/** Makes a link that saves bytes as a file. */
export function saveLink(text, name, bytes, kind = "save") {
  const type = TYPES[name.split(".").pop()] ?? "application/octet-stream";
  return element("a", { class: kind, href: URL.createObjectURL(new Blob([bytes], { type })), download: name }, text);
}
