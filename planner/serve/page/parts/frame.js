// The frame of the workbench: where each part stands, and what stands above and beneath the map.

import { said } from "../api.js";
import { changed, desk, isBad } from "../desk.js";
import { LAYERS } from "../layers.js";
import { progress, unseen, waits, working } from "./jobs.js";
import { drawLegend, PATTERNS } from "./legend.js";
import { number } from "./panel.js";

const by = (id) => document.getElementById(id);
const EXTENTS = ["locks", "drawn", "outside"];

/** Leave only the scripts of the page. */
export function clear(style) {
  document.body.className = style;
  document.body.querySelectorAll(":scope > :not(script)").forEach((each) => each.remove());
}

export function languageButton(draw) {
  const made = make("button", { type: "button", id: "language", lang: ["en", "vi"][app.language] },
    ["English", "Tiếng Việt"][app.language]);
  made.addEventListener("click", () => {
    app.language = 1 - app.language;
    localStorage.setItem("language", String(app.language));
    document.documentElement.lang = ["vi", "en"][app.language];
    draw();
  });
  return made;
}

export function frame(draw) {
  clear("");
  const tool = (id, words, style) => make("button", { type: "button", id, class: style }, words);
  const header = make("header", { class: "top" },
    tool("first", word("home")), make("h1", { title: said(desk.title) }, said(desk.title)),
    make("span", { class: "soft", title: desk.name }, desk.name),
    make("label", {}, word("branch"), " ", make("select", { id: "branch" })),
    tool("new-branch", "+"),
    make("span", { id: "saved", role: "status" }),
    make("input", { id: "search", type: "search", list: "names", placeholder: word("search"),
                    "aria-label": word("search") }),
    make("datalist", { id: "names" },
      ...[...desk.units.values()].map((unit) => make("option", { value: unit.name }))),
    tool("undo", "↶"), tool("redo", "↷"), tool("present", word("present")),
    tool("freeze", word("freeze")),
    make("a", { id: "file", href: `/api/v1/w/${desk.id}/file`, download: "" }, word("file")),
    tool("help", "?"), languageButton(draw));
  const chooser = make("select", { id: "extent", "aria-label": word("extent") },
    ...EXTENTS.map((key) => make("option", { value: key }, `${word("extent")}: ${word("extent_" + key)}`)));
  chooser.value = desk.extent;
  const layers = make("select", { id: "layer", "aria-label": word("layer") },
    ...LAYERS.map((key) => make("option", { value: key }, word("layer_" + key))));
  layers.value = desk.layer;
  const foot = make("footer", {},
    make("div", { id: "figures" }),
    chooser,
    tool("solve", word("solve"), "main"), tool("to-table", word("table")));
  document.body.prepend(header,
    make("nav", { id: "settle", tabindex: "0", "aria-label": word("settle") }),
    make("main", {}, make("div", { id: "map", role: "application", "aria-label": word("map"), tabindex: "0" }),
      make("div", { id: "table", hidden: "", tabindex: "0", role: "region", "aria-label": word("table") }),
      make("ol", { id: "versions", "aria-label": word("versions") }),
      make("label", { id: "layers" }, word("layer"), " ", layers),
      make("details", { id: "legend" }), make("div", { id: "jobs" }), make("div", { id: "note", role: "status" }),
      make("div", { id: "tip", class: "tip", hidden: "" })),
    make("aside", { tabindex: "0", "aria-label": word("plan") },
      make("div", { id: "answer", role: "status" }),
      make("div", { id: "unit", "aria-live": "polite" }), make("div", { id: "decide" })),
    make("nav", { id: "stage", "aria-label": word("present") }), foot);
  for (const [id, words] of [["new-branch", word("new_branch")], ["undo", `${word("undo")} (Ctrl+Z)`],
    ["redo", `${word("redo")} (Ctrl+Y)`], ["help", word("keys")], ["extent", word("extent")]]) {
    equip(by(id), { title: words, "aria-label": words });
  }
  addPatterns(PATTERNS);
  document.title = `${said(desk.title)} – ${desk.name}`;
}

export function drawTop() {
  by("branch").replaceChildren(...Object.keys(desk.heads).map((name) =>
    make("option", { value: name, selected: name === desk.branch ? "" : null }, name)));
  const state = desk.readOnly.length ? "read_only" : desk.state.frozen ? "frozen"
    : desk.busy ? "saving" : desk.fault ? "not_saved" : "saved";
  by("saved").textContent = word(state);
  by("saved").className = state;
  by("freeze").hidden = desk.state.frozen || desk.readOnly.length > 0;
}

export function drawFoot() {
  const { units, disturbed } = desk.indicators;
  const figure = (words, value, more) => make("span", { class: "figure" }, words, " ",
    make("b", {}, value), more ? make("span", { class: "soft" }, " " + more) : null);
  drawLegend();
  // What was decided, or is best as far as is known, in the same figures.
  const others = (key) => [...Object.entries(desk.rivals).slice(0, 1).map(([name, rival]) =>
    [word(name === "adopted" ? "decided" : "other_plan"), rival[key]]), ...best(key)]
    .map(([words, value]) => `${words} ${number(value)}`);
  const more = (key, first) => [first, ...others(key)].filter(Boolean).join(" · ");
  const bad = [...desk.groups.values()].filter(isBad);
  by("figures").replaceChildren(
    figure(word("units_now"), number(units.after), more("units", `${word("of")} ${number(units.today)}`)),
    figure(word("accepted_now"), number(bad.length), more("bad", "")),
    figure(word("ceases"), number(disturbed.after), more("disturbed", "")));
  desk.drawJobs();
}

/** Of the best plan that the optimizer has told for this branch. */
function best(key) {
  const job = [...desk.jobs.values()].filter((each) => each.kind === "solve" && each.result.change)
    .at(-1);
  const value = job?.result.change.indicators[key]?.after;
  return value === undefined ? [] : [[word("best_known").toLowerCase(), value]];
}

desk.drawJobs = () => by("jobs")?.replaceChildren(...working().map(progress),
  ...unseen().map(waits));

let timer = 0;
export function note(words) {
  const place = by("note");
  place.textContent = words;
  clearTimeout(timer);
  timer = setTimeout(() => { place.textContent = ""; }, 6000);
}

/** Draw, and leave whoever works with keys at the button where they were. */
export function keepingFocus(draw) {
  const { id, dataset } = document.activeElement ?? {};
  const place = document.activeElement?.closest?.("#settle, #table, aside, #versions, #jobs")?.id;
  draw();
  if (document.activeElement !== document.body || !dataset) return;
  const marks = Object.entries(dataset).map(([key, value]) => `[data-${key}="${CSS.escape(value)}"]`);
  const again = id ? by(id) : marks.length && document.querySelector(
    (place ? `#${place} ` : "") + "button" + marks.join(""));
  if (again) again.focus({ preventScroll: true });
}
