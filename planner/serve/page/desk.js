// The state that is shown: what the server said last, and what is chosen here.

import { read, said, send } from "./api.js";

export const desk = {
  id: null, ground: null, units: new Map(),
  seq: 0, branch: "main", heads: {}, state: {}, home: new Map(), groups: new Map(),
  indicators: {}, jobs: new Map(), readOnly: [], title: null, name: "",
  chosen: [], mode: null, target: null, preview: null, answer: null, colours: new Map(),
  by: "", busy: 0, fault: false, questions: null, compared: null, extent: "locks",
  // Whose answer is waited for here: that of another job, or of one that was left, stays aside.
  awaited: null, applied: null,
  // Plans beside those that are drawn; what the map shows; prices of borders; where it is wiped.
  rivals: {}, layer: "plan", prices: new Map(), wipe: null, unseen: [],
};

const MAIN = "main";
const listeners = new Set();

export function onChange(draw) {
  listeners.add(draw);
}

/** Have all parts of the page draw themselves; `units` are those whose group is another. */
export function changed(units = null) {
  for (const draw of listeners) draw(units);
}

export async function open(id, branch = MAIN) {
  const [ground, main] = await Promise.all([read(`w/${id}/ground`), read(`w/${id}/state`)]);
  const aside = branch !== MAIN && branch in main.heads;
  const state = aside ? await read(`w/${id}/state?seq=${main.heads[branch]}`) : main;
  Object.assign(desk, { id, ground, title: state.title, name: state.name, readOnly: state.read_only,
                        branch: aside ? branch : MAIN, chosen: [], answer: null, questions: null });
  desk.units = new Map(ground.units.map((unit) => [unit.code, unit]));
  app.content.islands = ground.islands;
  take(state);
}

function take(state) {
  leaveCompared();
  desk.seq = state.seq;
  desk.heads = state.heads;
  desk.state = state.state;
  desk.home = new Map(Object.entries(state.state.home));
  desk.groups = new Map(state.groups.map((row) => [row.code, row]));
  desk.indicators = state.indicators;
  desk.jobs = new Map(state.jobs.map((job) => [job.name, job]));
  desk.rivals = state.rivals;
  desk.unseen = state.jobs.filter((job) => ended(job) && job.kind !== "borders"
    && !seen().includes(job.name)).map((job) => job.name);
  desk.awaited = state.jobs.find((job) => !ended(job) && job.kind !== "borders")?.name ?? null;
  recolour();
}

export async function reload(branch = desk.branch) {
  const { heads } = await read(`w/${desk.id}/tree`);
  take(await read(`w/${desk.id}/state?seq=${heads[branch]}`));
  desk.branch = branch;
  forget();
  changed();
}

/** Take what an action changed. */
export function apply(seq, change, heads) {
  desk.seq = seq;
  leaveCompared();
  if (heads) desk.heads = heads;
  for (const [unit, head] of Object.entries(change.units)) desk.home.set(unit, head);
  for (const row of change.gone) desk.groups.delete(row.code);
  for (const row of change.groups) desk.groups.set(row.code, row);
  desk.indicators = change.indicators;
  Object.assign(desk.state, change.state);
  forget();
  recolour();
  changed(Object.keys(change.units));
}

/** Choose a unit, or none, or one more. */
export function choose(code, also) {
  if (!code) desk.chosen = [];
  else if (also) {
    desk.chosen = desk.chosen.includes(code)
      ? desk.chosen.filter((each) => each !== code) : [...desk.chosen, code];
  } else desk.chosen = [code];
  forget();
  changed([]);
}

export const ended = (job) => job.state === "done" || job.state === "failed";

const SEEN = "seen";
const seen = () => JSON.parse(sessionStorage.getItem(SEEN) ?? "[]");

/** An answer was taken or left: after a reload it does not wait any more. */
export function see(name) {
  if (name && !seen().includes(name)) {
    sessionStorage.setItem(SEEN, JSON.stringify([...seen(), name].slice(-100)));
  }
  desk.unseen = desk.unseen.filter((each) => each !== name);
}

/** Leave what was answered, and what is answered yet. */
export function leaveAnswer() {
  see(desk.awaited);
  desk.answer = desk.awaited = null;
}

/** What differs from another state is not so any more. */
export function leaveCompared() {
  if (desk.compared) desk.compared = desk.answer = null;
}

/** Leave what was being drawn. */
export function forget() {
  desk.mode = desk.target = desk.preview = null;
}

export const rowOf = (unit) => desk.groups.get(desk.home.get(unit));
export const isMerged = (row) => row.units.length > 1;
export const isBad = (row) => !row.accepted && !row.untouched && !row.no_rule;
export const isPending = (row) => row.units.some((unit) => desk.state.pending.includes(unit));
export const current = () => desk.chosen[desk.chosen.length - 1] ?? null;

export function nameOf(row) {
  const [name, kind] = desk.state.names[row.code] ?? [row.name, row.kind];
  return said(fullName(name, kind || row.kind));
}

function fullName(name, kind) {
  const [vi, en] = app.content.unit_kinds[kind] ?? ["", ""];
  return { vi: `${vi} ${name}`.trim(), en: `${name} ${en}`.trim() };
}

export const unitName = (code) => desk.units.get(code)?.name ?? code;

/** A sentence of the optimizer, which knows codes only, with names. */
export const named = (text) => text.replace(/\b\d{3,6}\b/g, (code) =>
  (desk.units.has(code) && !text.includes(unitName(code)) ? unitName(code) : code));

/** Locks that speak of some units: those of the session and those of the scenario. */
export function locksOn(codes) {
  const ours = desk.state.locks.map((lock) => ({ ...lock, own: true }));
  const theirs = desk.ground.locks.map(([kind, of]) => ({ kind, codes: of, own: false }));
  return [...ours, ...theirs].filter((lock) => lock.codes.some((code) => codes.includes(code)));
}

/** New units that touch differ in colour; what is not merged has none. */
function recolour() {
  const before = desk.colours;
  const touches = new Map();
  for (const [one, other] of desk.ground.neighbours) {
    const [a, b] = [desk.home.get(one), desk.home.get(other)];
    if (a === b) continue;
    for (const [from, to] of [[a, b], [b, a]]) {
      if (!touches.has(from)) touches.set(from, new Set());
      touches.get(from).add(to);
    }
  }
  desk.colours = new Map();
  const palette = app.content.colours;
  for (const row of desk.groups.values()) {
    if (!isMerged(row)) continue;
    const taken = new Set([...touches.get(row.code) ?? []].map((code) => desk.colours.get(code)));
    const old = before.get(row.code);
    const free = palette.filter((colour) => !taken.has(colour));
    desk.colours.set(row.code, old && !taken.has(old) ? old : free[0] ?? palette[0]);
  }
}

/** Do something; what others did meanwhile is told by a refusal with status 409. */
export async function act(actions, base = desk.seq) {
  desk.busy += 1;
  changed([]);
  try {
    const moved = await send(`w/${desk.id}/actions`, {
      actions, base_seq: base, branch: desk.branch, by: desk.by, id: crypto.randomUUID(),
    });
    desk.branch = moved.branch;
    desk.fault = false;
    if (base === desk.seq) apply(moved.seq, moved.change, moved.heads);
    else await reload();
    return moved;
  } catch (refusal) {
    desk.fault = refusal.status === 0;
    throw refusal;
  } finally {
    desk.busy -= 1;
    changed([]);
  }
}

export async function step(way) {
  desk.busy += 1;
  try {
    const moved = await send(`w/${desk.id}/go/${way}`, { branch: desk.branch, by: desk.by,
                                                         base_seq: desk.seq });
    apply(moved.seq, moved.change, moved.heads);
  } finally {
    desk.busy -= 1;
    changed([]);
  }
}

/** Take what others did on this branch; one's own answers come first. */
export async function follow() {
  const { id } = desk;
  for (;;) {
    while (desk.busy) await new Promise((go) => setTimeout(go, 30));
    const { branch, seq } = desk;
    // Where the branch stands now: what was told of it may be older than what was drawn here meanwhile.
    const { heads } = await read(`w/${id}/tree`);
    if (desk.id !== id) return false;
    const still = () => !desk.busy && desk.branch === branch && desk.seq === seq;
    if (!still()) continue;
    if (heads[branch] === seq) return false;
    const change = await read(`w/${id}/compare?before=${seq}&after=${heads[branch]}`);
    if (desk.id !== id) return false;
    if (!still()) continue;
    apply(heads[branch], change, heads);
    return true;
  }
}
