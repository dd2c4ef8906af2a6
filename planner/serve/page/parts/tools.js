// What can be done with the chosen units, as buttons with their keys.

import { current, desk, isMerged, locksOn, rowOf } from "../desk.js";

const BUTTONS = [
  { key: "merge", letter: "M" },
  { key: "move", letter: "A", when: (row) => isMerged(row) },
  { key: "split", letter: "T", when: (row) => isMerged(row) },
  { key: "lock", letter: "L", when: (row) => !ownLocks(row).length },
  { key: "unlock", letter: "L", when: (row) => ownLocks(row).length > 0 },
  { key: "apart", letter: "K" },
  { key: "rename", letter: "R" },
  { key: "seat", letter: "", when: (row) => isMerged(row) },
  { key: "try_keep", letter: "W" },
  { key: "try_with", letter: "" },
];

/** Locks of the session that hold the group of the chosen unit. */
export function ownLocks(row) {
  return locksOn(row.units).filter((lock) => lock.own && lock.kind !== "forbidden");
}

export function lockOf(row) {
  return isMerged(row) ? ["fixed", row.units] : ["keep", row.units];
}

export function tools(code, row) {
  return make("div", { class: "tools", role: "group" },
    ...BUTTONS.filter((each) => !each.when || each.when(row)).map((each) =>
      make("button", { type: "button", "data-do": each.key,
                       "aria-pressed": desk.mode ? String(desk.mode === each.key) : null },
        word(each.key), each.letter ? make("kbd", {}, each.letter) : null)));
}

/** The action of a mode on a target, as the server reads it. */
export function actionOf(mode, target) {
  const units = desk.chosen;
  if (mode === "merge") return { kind: "merge", units: [...units, target] };
  if (mode === "move") return { kind: "move", units, to: target };
  return null;
}

/** Whether a target makes sense: another group than that of what is chosen. */
export function fits(target) {
  return target && rowOf(target) !== rowOf(current());
}
