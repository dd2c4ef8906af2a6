// The page: its frame, the first page with all plans, and what each key and button does.

import { read, said, send } from "./api.js";
import * as chart from "./chart.js";
import { act, changed, current, desk, follow, isBad, isMerged, isPending, onChange, open, reload, rowOf,
         step } from "./desk.js";
import { ask, refuse, tell } from "./dialogs.js";
import { hear, price, progress, solve, stop, wishKeep, wishWith, working } from "./jobs.js";
import { onKeys } from "./keys.js";
import { clock, drawPanel, number } from "./panel.js";
import { drawSettle, nextToSettle } from "./settle.js";
import { drawTable } from "./table.js";
import { actionOf, fits, lockOf, ownLocks } from "./tools.js";

window.app = {
  content: JSON.parse(document.getElementById("content").textContent),
  language: localStorage.getItem("language") === "1" ? 1 : 0,
};
desk.by = localStorage.getItem("by") ?? "";
desk.refuse = refuse;
document.documentElement.lang = ["vi", "en"][app.language];
const by = (id) => document.getElementById(id);
let extent = "locks";
let events = null;

// ---- The first page.

async function start() {
  events?.close();
  desk.id = null;
  history.replaceState(null, "", "/");
  document.body.className = "first";
  const [plans, about] = await Promise.all([read("workspaces"), read("scenarios")]);
  const name = make("input", { id: "new-name", type: "text", required: "", maxlength: 100 });
  const scenario = make("select", { id: "new-about" },
    ...about.map((each) => make("option", { value: each.key }, each.name)));
  const you = make("input", { id: "new-by", type: "text", maxlength: 100, value: desk.by });
  const form = make("form", {}, make("h2", {}, word("new")),
    make("label", {}, word("about"), scenario), make("label", {}, word("call_it"), name),
    make("label", {}, word("you"), you),
    make("button", { type: "submit", class: "main", id: "create" }, word("begin")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    desk.by = you.value.trim();
    localStorage.setItem("by", desk.by);
    form.querySelector("#create").disabled = true;
    try {
      const made = await send("workspaces", { name: name.value, scenario: scenario.value, by: desk.by });
      await enter(made.id);
    } catch (refusal) { refuse(refusal); }
    form.querySelector("#create").disabled = false;
  });
  const suggest = () => { name.value = scenario.selectedOptions[0].textContent; };
  scenario.addEventListener("change", suggest);
  suggest();
  const list = plans.map((plan) => {
    const line = make("button", { type: "button" }, plan.name,
      make("span", { class: "soft" }, " " + new Date(plan.changed).toLocaleString(
        ["vi", "en"][app.language])));
    line.addEventListener("click", () => enter(plan.id).catch(refuse));
    return make("li", {}, line);
  });
  document.body.querySelectorAll(":scope > :not(script)").forEach((each) => each.remove());
  document.body.prepend(make("main", { class: "start" },
    make("header", {}, make("h1", {}, word("title")), languageButton()), form,
    make("section", {}, make("h2", {}, word("open")),
      list.length ? make("ul", { class: "plans" }, ...list) : make("p", {}, word("none_yet")))));
}

function languageButton() {
  const made = make("button", { type: "button", id: "language", lang: ["en", "vi"][app.language] },
    ["English", "Tiếng Việt"][app.language]);
  made.addEventListener("click", () => {
    app.language = 1 - app.language;
    localStorage.setItem("language", String(app.language));
    document.documentElement.lang = ["vi", "en"][app.language];
    if (desk.id) { frame(); changed(); } else start();
  });
  return made;
}

// ---- The workbench.

async function enter(id) {
  await open(id);
  history.replaceState(null, "", "#" + id);
  frame();
  changed();
  events?.close();
  events = new EventSource(`/api/v1/w/${id}/events`);
  events.onmessage = (message) => heard(JSON.parse(message.data)).catch(refuse);
}

async function heard(event) {
  if (event.event === "action") {
    if (event.branch !== desk.branch) return;
    if (await follow(event.seq)) {
      note(`${event.by || "–"} ${word("others_drew")}: ${say(app.content.kinds[event.did])}`);
    }
    return;
  }
  hear(event);
}

function frame() {
  document.body.className = "";
  document.body.querySelectorAll(":scope > :not(script)").forEach((each) => each.remove());
  const tool = (id, words, style) => make("button", { type: "button", id, class: style }, words);
  const header = make("header", { class: "top" },
    tool("first", word("home")), make("h1", {}, said(desk.title)),
    make("span", { class: "soft" }, desk.name),
    make("label", {}, word("branch"), " ", make("select", { id: "branch" })),
    make("span", { id: "saved", role: "status" }),
    make("input", { id: "search", type: "search", list: "names", placeholder: word("search"),
                    "aria-label": word("search") }),
    make("datalist", { id: "names" },
      ...[...desk.units.values()].map((unit) => make("option", { value: unit.name }))),
    tool("undo", word("undo")), tool("redo", word("redo")), tool("present", word("present")),
    tool("freeze", word("freeze")),
    make("a", { id: "file", href: `/api/v1/w/${desk.id}/file`, download: "" }, word("file")),
    tool("help", word("keys")), languageButton());
  const chooser = make("select", { id: "extent", "aria-label": word("extent") },
    ...["locks", "drawn", "outside"].map((key) =>
      make("option", { value: key, selected: key === extent ? "" : null }, word("extent_" + key))));
  const foot = make("footer", {},
    make("div", { id: "figures" }),
    make("label", {}, word("extent"), " ", chooser),
    tool("solve", word("solve"), "main"), tool("to-table", word("table")));
  document.body.prepend(header,
    make("nav", { id: "settle", "aria-label": word("settle") }),
    make("main", {}, make("div", { id: "map", role: "application", "aria-label": word("map"), tabindex: "0" }),
      make("div", { id: "table", hidden: "" }), make("ol", { id: "versions", "aria-label": word("versions") }),
      make("div", { id: "jobs" }), make("div", { id: "note", role: "status" }), make("div", { id: "tip", class: "tip", hidden: "" })),
    make("aside", { "aria-live": "polite" }, make("div", { id: "unit" }), make("div", { id: "answer" }),
      make("div", { id: "decide" })),
    make("div", { id: "stage" }), foot);
  addPatterns({ held: { size: 8, width: 1.6, colour: "#33414f", paths: ["M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"] } });
  chart.makeMap("map", hovered, clicked);
  document.title = `${said(desk.title)} – ${desk.name}`;
}

onChange((units) => {
  if (!desk.id || !by("map")) return;
  chart.drawMap(units);
  drawPanel();
  drawSettle();
  drawTable();
  drawTop();
  drawFoot();
});

function drawTop() {
  const branches = by("branch");
  branches.replaceChildren(...Object.keys(desk.heads).map((name) =>
    make("option", { value: name, selected: name === desk.branch ? "" : null }, name)));
  const state = desk.readOnly.length ? "read_only" : desk.state.frozen ? "frozen"
    : desk.busy ? "saving" : desk.fault ? "not_saved" : "saved";
  by("saved").textContent = word(state);
  by("saved").className = state;
  by("freeze").hidden = desk.state.frozen || desk.readOnly.length > 0;
  drawVersions();
}

let drawnFor = "";
async function drawVersions() {
  const key = `${desk.id}:${desk.branch}:${desk.seq}:${app.language}`;
  if (key === drawnFor) return;
  drawnFor = key;
  const { entries } = await read(`w/${desk.id}/tree`);
  const at = new Map(entries.map((entry) => [entry.seq, entry]));
  const line = [];
  for (let seq = desk.seq; seq; seq = at.get(seq).parent) line.unshift(at.get(seq));
  const place = by("versions");
  if (!place) return;
  place.replaceChildren(...line.slice(-40).map((entry) => make("li", {},
    make("button", { type: "button", "data-seq": String(entry.seq),
                     "aria-current": entry.seq === desk.seq ? "true" : null },
      `${clock(entry.at)} ${say(app.content.kinds[entry.kind])}`,
      entry.by ? make("span", { class: "soft" }, " " + entry.by) : null))));
  place.lastElementChild?.scrollIntoView({ block: "nearest", inline: "end" });
}

function drawFoot() {
  const { units, disturbed } = desk.indicators;
  const figure = (words, value, more) => make("span", { class: "figure" }, words, " ",
    make("b", {}, value), more ? make("span", { class: "soft" }, " " + more) : null);
  const bad = [...desk.groups.values()].filter(isBad);
  by("figures").replaceChildren(
    figure(word("units_now"), number(units.after), `${word("of")} ${number(units.today)}`),
    figure(word("accepted_now"), number(bad.length), `${word("of")} ${number(units.after)}`),
    figure(word("ceases"), number(disturbed.after)));
  desk.drawJobs();
}

desk.drawJobs = () => by("jobs")?.replaceChildren(...working().map(progress));

let noteTimer = 0;
function note(words) {
  const place = by("note");
  place.textContent = words;
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => { place.textContent = ""; }, 6000);
}

// ---- Choosing and drawing.

function choose(code, also) {
  if (!code) desk.chosen = [];
  else if (also) {
    desk.chosen = desk.chosen.includes(code)
      ? desk.chosen.filter((each) => each !== code) : [...desk.chosen, code];
  } else desk.chosen = [code];
  leaveMode();
  changed([]);
}

function leaveMode() {
  desk.mode = desk.target = desk.preview = null;
}

function clicked(code, also) {
  if (desk.mode) {
    if (fits(code)) { desk.target = code; commit(); }
    return;
  }
  choose(code, also);
}

function hovered(code) {
  const tip = by("tip");
  tip.hidden = false;
  tip.textContent = chart.tooltip(code);
  if (desk.mode) aim(code);
}

let asked = 0;
/** Figures follow what is pointed at; the last one asked for is the one that is shown. */
async function aim(code) {
  desk.target = fits(code) ? code : null;
  const action = desk.target && actionOf(desk.mode, code);
  const number = ++asked;
  if (!action) { desk.preview = null; changed([]); return; }
  try {
    const change = await send(`w/${desk.id}/preview`, { action, seq: desk.seq });
    if (number !== asked || desk.target !== code) return;
    desk.preview = change;
  } catch (refusal) {
    if (number !== asked) return;
    desk.preview = null;
    note(refusal.body ? said(refusal.body.problems[0].text) : String(refusal));
  }
  changed([]);
}

async function commit() {
  const { mode, target } = desk;
  if (!target) return;
  ++asked;
  if (mode === "with") { leaveMode(); await price(wishWith(target)); return; }
  const action = mode === "apart"
    ? { kind: "lock", locks: [["apart", [current(), target]]] } : actionOf(mode, target);
  leaveMode();
  await act([action]).catch(refuse);
}

const DO = {
  merge: () => mode("merge"), move: () => mode("move"), apart: () => mode("apart"),
  try_with: () => mode("with"),
  split: () => act([{ kind: "split", units: desk.chosen }]),
  lock: () => {
    const row = rowOf(current());
    const own = ownLocks(row);
    return act([own.length ? { kind: "unlock", locks: own.map((each) => [each.kind, each.codes]) }
      : { kind: "lock", locks: [lockOf(row)] }]);
  },
  unlock: () => DO.lock(),
  rename: async () => {
    const row = rowOf(current());
    const name = await ask(word("rename"), desk.state.names[row.code]?.[0] ?? row.name);
    if (name) await act([{ kind: "rename", unit: current(), name }]);
  },
  seat: () => act([{ kind: "seat", unit: current() }]),
  try_keep: () => price(wishKeep()),
  accept: () => act([{ kind: "accept", units: [current()] }]),
  "accept-all": () => act([{ kind: "accept", units: desk.state.pending }]),
  reject: () => act([{ kind: "reject", units: rowOf(current()).units }]),
  undo: () => step("undo"), redo: () => step("redo"),
  solve: () => solve(extent),
  first: () => start(),
  find: () => by("search").focus(),
  help: () => tell(make("h2", {}, word("keys")), ...word("help").split(" · ")
    .map((line) => make("p", { class: "key" }, line))),
  present: () => { document.body.classList.contains("presenting") ? endShow() : show(0); },
  table: () => {
    const table = by("table");
    table.hidden = !table.hidden;
    by("to-table").textContent = word(table.hidden ? "table" : "map");
    by("map").hidden = !table.hidden;
    changed([]);
    chart.resized();
  },
  freeze: async () => { if (await ask(word("freeze_ask"))) await act([{ kind: "freeze" }]); },
  next: () => {
    const units = nextToSettle();
    if (units?.length) { choose(units[0], false); chart.zoomTo(units); }
  },
  leave: () => {
    if (document.body.classList.contains("presenting")) endShow();
    else if (desk.mode) { leaveMode(); chart.forgetHover(); } else choose(null, false);
  },
  enter: () => {
    if (desk.mode) return commit();
    const row = current() && rowOf(current());
    return row && isPending(row) ? DO.accept() : null;
  },
  also: () => { if (desk.target) choose(desk.target, true); },
  go: (key) => {
    if (document.body.classList.contains("presenting")) {
      show(shown + (key === "ArrowRight" || key === "ArrowDown" ? 1 : -1));
      return;
    }
    const code = chart.beside(DIRECTIONS[key]);
    if (desk.mode) aim(code);
    else choose(code, false);
  },
};
const NEEDS = new Set(["merge", "move", "split", "lock", "unlock", "apart", "rename", "seat",
                       "try_keep", "try_with", "accept", "reject"]);

function mode(name) {
  desk.preview = desk.target = null;
  desk.mode = desk.mode === name ? null : name;
  chart.forgetHover();
}

function doIt(name, key) {
  if (!desk.id || (NEEDS.has(name) && !current())) return;
  Promise.resolve(DO[name]?.(key)).catch(refuse);
}

// ---- Before an audience: one new unit at a time.

let shown = 0;
function show(at) {
  const rows = [...desk.groups.values()].filter(isMerged);
  if (!rows.length) return;
  shown = (at + rows.length) % rows.length;
  document.body.classList.add("presenting");
  chart.resized();
  choose(rows[shown].units[0], false);
  chart.zoomTo(rows[shown].units);
  const turn = (id, words, to) => {
    const made = make("button", { type: "button", id }, words);
    made.addEventListener("click", () => (to === null ? endShow() : show(to)));
    return made;
  };
  by("stage").replaceChildren(turn("show-before", "‹ " + word("previous"), shown - 1),
    make("span", {}, `${shown + 1} ${word("of")} ${rows.length}`),
    turn("show-after", word("next") + " ›", shown + 1), turn("show-end", word("leave"), null));
}

function endShow() {
  document.body.classList.remove("presenting");
  by("stage").replaceChildren();
  chart.resized();
  chart.home();
}

// ---- One listener for all that is clicked.

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, a");
  if (!target || !desk.id) return;
  const { dataset, id } = target;
  if (dataset.do) doIt(dataset.do);
  else if (dataset.units) {
    const units = dataset.units.split(",");
    choose(units[0], false);
    if (by("table").hidden) chart.zoomTo(units);
  } else if (dataset.seq) act([{ kind: "goto", to: Number(dataset.seq) }]).catch(refuse);
  else if (dataset.stop) stop(dataset.stop).catch(refuse);
  else if (id === "to-table") doIt("table");
  else if (id === "answer-close") { desk.answer = null; changed([]); }
  else if (DO[id] && !target.closest("dialog")) doIt(id);
});
document.addEventListener("change", (event) => {
  if (event.target.id === "extent") extent = event.target.value;
  else if (event.target.id === "branch") reload(event.target.value).catch(refuse);
  else if (event.target.id === "search") {
    const wanted = fold(event.target.value);
    const unit = [...desk.units.values()].find((each) => fold(each.name) === wanted)
      ?? [...desk.units.values()].find((each) => fold(each.name).includes(wanted));
    if (unit && wanted) { choose(unit.code, false); chart.zoomTo([unit.code]); event.target.value = ""; event.target.blur(); }
  }
});
document.addEventListener("mousemove", (event) => {
  const tip = by("tip");
  if (!tip) return;
  if (!event.target.closest?.("#map")) { tip.hidden = true; return; }
  tip.style.left = event.clientX + 16 + "px";
  tip.style.top = event.clientY + 14 + "px";
});
onKeys(doIt);

const wanted = location.hash.slice(1);
const first = wanted ? enter(wanted).catch(start) : start();
Promise.resolve(first).catch(refuse);
