"use strict";
// Ground of the page: the state, words in the reader's language, small makers of elements.

const SIDES = { present: "present", proposal: "proposed", before: "present", after: "proposed" };

const app = {
  content: JSON.parse(document.getElementById("content").textContent),
  language: 0, // position in a pair: 0 Vietnamese, 1 English
  theme: "proposal",
  // Thick new borders belong to the views of the plan; on those of today they are a choice.
  shown: { new_lines: true, old_lines: true, labels: true, changed: false, bridges: true,
           locked: true },
  selected: null, // { side, unit }
  map: null,
  units: { present: new Map(), proposed: new Map() },
};

for (const side of ["present", "proposed"]) {
  for (const unit of app.content[side]) app.units[side].set(unit.code, unit);
}

/** Text of a pair in the reader's language; a plain text is the same in both. */
function say(pair) {
  return typeof pair === "string" ? pair : pair[app.language];
}

function word(key) {
  return say(app.content.words[key]);
}

/** Make an element; attributes whose value is null are left out. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that names itself to screen readers and shows the same name on hover. */
function button(key, symbol, act) {
  const element = make("button", { type: "button", title: word(key), "aria-label": word(key) });
  element.append(symbol);
  element.addEventListener("click", act);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

function makeSvg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A line drawing of 20 × 20 for a button. */
function icon(path) {
  return makeSvg(
    "svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" },
    makeSvg("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2,
                      "stroke-linecap": "round", "stroke-linejoin": "round" }));
}

/** Letters without marks, so that "thach ha" finds "Thạch Hà". */
function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d")
    .toLowerCase().replace(/\s+/g, " ").trim();
}

const STATUS_SIGNS = { met: "✓", waived: "◐", missed: "✗", no_rule: "–" };

/** A status as sign, colour and word, never colour alone. */
function statusMark(status) {
  return make("span", { class: "status " + status },
    make("span", { class: "sign", "aria-hidden": "true" }, STATUS_SIGNS[status]),
    " " + say(app.content.status[status]));
}

function sideOfTheme() {
  return SIDES[app.theme];
}
