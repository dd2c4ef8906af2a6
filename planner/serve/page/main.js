// The page: its frame, the first page with all plans, and what each key and button does.

import { Refusal, said, send } from "./api.js";
import { drawFirst, packed } from "./begin.js";
import * as chart from "./chart.js";
import { act, changed, choose, current, desk, follow, forget, isPending, leaveAnswer, leaveCompared, onChange, open,
         reload, rowOf, step } from "./desk.js";
import { ask, refuse, tell } from "./dialogs.js";
import { drawFoot, drawTop, frame, keepingFocus, note } from "./parts/frame.js";
import { hear, lookAt, price, solve, stop, submit, wishKeep, wishWith } from "./parts/jobs.js";
import { askPrices, freshPrices, LAYERS, tipOf } from "./layers.js";
import { onKeys } from "./keys.js";
import { drawPanel } from "./parts/panel.js";
import "./parts/people.js";
import { drawSettle, nextToSettle } from "./parts/settle.js";
import { endShow, show, showing, turnBy } from "./parts/show.js";
import { drawTable } from "./parts/table.js";
import { actionOf, fits, lockOf, ownLocks, sums } from "./parts/tools.js";
import { addRival, compareWith, drawVersions, forgetVersions } from "./parts/versions.js";

window.app = {
  content: JSON.parse(document.getElementById("content").textContent),
  language: localStorage.getItem("language") === "1" ? 1 : 0,
};
desk.by = localStorage.getItem("by") ?? "";
Object.assign(desk, { refuse, note });
document.documentElement.lang = ["vi", "en"][app.language];
const by = (id) => document.getElementById(id);
let events = null;

// ---- The first page.

async function start() {
  events?.close();
  desk.id = null;
  history.replaceState(null, "", "/");
  await drawFirst(enter, start);
}

// ---- The workbench.

async function enter(id, branch) {
  await open(id, branch);
  draw();
  events?.close();
  events = new EventSource(`/api/v1/w/${id}/events`);
  events.onmessage = (message) => heard(JSON.parse(message.data)).catch(refuse);
  // What others did while nobody listened.
  events.onopen = () => follow().catch(refuse);
}

function draw() {
  frame(draw);
  chart.makeMap("map", hovered, clicked, overBorder);
  forgetVersions();
  changed();
}

async function heard(event) {
  if (event.event === "action") {
    if (event.branch !== desk.branch) return;
    if (await follow()) {
      note(`${event.by || "–"} ${word("others_drew")}: ${say(app.content.kinds[event.did])}`);
    }
    return;
  }
  hear(event);
}

onChange((units) => {
  if (!desk.id || !by("map")) return;
  history.replaceState(null, "", `#${desk.id}/${encodeURIComponent(desk.branch)}`);
  freshPrices().catch(refuse);
  chart.drawMap(units);
  keepingFocus(() => {
    drawPanel();
    drawSettle();
    drawTable();
    drawTop();
    drawFoot();
  });
  drawVersions().catch(refuse);
});

// ---- Choosing and drawing.

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
  tip.textContent = tipOf(code) ?? chart.tooltip(code);
  if (desk.mode) aim(code);
}

/** A border says its price; a click on it chooses the two units that it parts. */
function overBorder({ one, other }, click) {
  if (click) { choose(one, false); choose(other, true); return; }
  by("tip").hidden = false;
  by("tip").textContent = chart.priceWords(one, other);
}

let asked = 0;
/** Figures follow what is pointed at; the last one asked for is the one that is shown. */
async function aim(code) {
  desk.target = fits(code) ? code : null;
  const action = desk.target && actionOf(desk.mode, code);
  const number = ++asked;
  desk.preview = desk.mode === "merge" && action ? sums(code) : null;
  changed([]);
  if (!action) return;
  try {
    const change = await send(`w/${desk.id}/preview`, { action, seq: desk.seq });
    if (number !== asked || desk.target !== code) return;
    desk.preview = change;
  } catch (refusal) {
    if (number !== asked) return;
    if (!(refusal instanceof Refusal)) throw refusal;
    desk.preview = null;
    note(said(refusal.body.problems[0].text));
  }
  changed([]);
}

async function commit() {
  const { mode, target } = desk;
  if (!target) return;
  ++asked;
  if (mode === "with") { forget(); await price(wishWith(target)); return; }
  const action = mode === "apart"
    ? { kind: "lock", locks: [["apart", [current(), target]]] } : actionOf(mode, target);
  forget();
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
  solve: () => solve(desk.extent),
  /** What an answer offers first: the plan on the map, the locks that conflict, one given up. */
  offer: () => document.querySelector("#answer .card > button:not(.close), #answer .card div button")?.click(),
  "new-branch": async () => {
    const name = await ask(word("branch_name"), `${desk.by || desk.branch} ${desk.seq}`);
    if (name) await act([{ kind: "branch", name, to: desk.seq }]);
  },
  first: () => start(),
  find: () => by("search").focus(),
  help: () => tell(make("h2", {}, word("keys")), ...word("help").split(" · ")
    .map((line) => make("p", { class: "key" }, line))),
  present: () => {
    if (by("map").hidden) DO.table();
    return showing() ? endShow() : show(0);
  },
  table: () => {
    const table = by("table");
    table.hidden = !table.hidden;
    by("to-table").textContent = word(table.hidden ? "table" : "map");
    by("map").hidden = !table.hidden;
    changed([]);
    chart.resized();
  },
  layer: () => {
    desk.layer = LAYERS[(LAYERS.indexOf(desk.layer) + 1) % LAYERS.length];
    by("layer").value = desk.layer;
    changed([]);
  },
  "ask-prices": () => askPrices(),
  freeze: async () => {
    if (!await ask(word("freeze_ask"))) return;
    await act([{ kind: "freeze" }]);
    await submit();
  },
  next: () => {
    const units = nextToSettle();
    if (units?.length) { choose(units[0], false); chart.zoomTo(units); }
  },
  leave: () => {
    if (showing()) endShow();
    else if (desk.mode) { forget(); chart.forgetHover(); } else choose(null, false);
  },
  enter: () => {
    if (desk.mode) return commit();
    const row = current() && rowOf(current());
    return row && isPending(row) ? DO.accept() : null;
  },
  also: () => { if (desk.target) choose(desk.target, true); },
  go: (key) => {
    if (showing()) {
      turnBy(key === "ArrowRight" || key === "ArrowDown" ? 1 : -1);
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
  } else if (dataset.seq && event.shiftKey) compareWith(Number(dataset.seq)).catch(refuse);
  else if (dataset.rival) compareWith(dataset.rival).catch(refuse);
  else if (dataset.look) lookAt(dataset.look);
  else if (dataset.seq) act([{ kind: "goto", to: Number(dataset.seq) }]).catch(refuse);
  else if (dataset.stop) stop(dataset.stop).catch(refuse);
  else if (id === "to-table") doIt("table");
  else if (id === "answer-close") { leaveCompared(); leaveAnswer(); changed([]); }
  else if (DO[id] && !target.closest("dialog")) doIt(id);
});
document.addEventListener("change", (event) => {
  if (event.target.id === "extent") desk.extent = event.target.value;
  else if (event.target.id === "layer") { desk.layer = event.target.value; changed([]); }
  else if (event.target.id === "add-rival") {
    const { target } = event;
    packed(target.files[0]).then(addRival).catch(refuse).finally(() => { target.value = ""; });
  } else if (event.target.id === "branch") reload(event.target.value).catch(refuse);
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

const [wanted, branch] = location.hash.slice(1).split("/");
const first = wanted ? enter(wanted, decodeURIComponent(branch ?? "")).catch(start) : start();
Promise.resolve(first).catch(refuse);
