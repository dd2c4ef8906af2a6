// Left: what has to be settled, and each line leads to its place.

import { said } from "../api.js";
import { desk, isBad, isPending, nameOf, rowOf, unitName } from "../desk.js";
import { number } from "./panel.js";

/** Kinds of what is to settle, the most pressing first: each gives lines of units and words. */
const KINDS = [
  { key: "decides", lines: () => (desk.questions ?? []).filter((each) => each.moves.length)
    .map((each) => ({ units: [each.unit], words: `${said(each.words)} (${each.moves.length})` })) },
  { key: "pending", lines: () => rows((row) => isPending(row) && row.units.length > 1) },
  { key: "missed", lines: () => rows(isBad, least) },
  { key: "apart_pieces", lines: () => rows((row) => row.pieces > 1,
    (row) => `${row.pieces} ${word("pieces")}`) },
  { key: "no_rule", lines: () => rows((row) => row.no_rule) },
  { key: "rejected", lines: () => desk.state.locks.filter((lock) => lock.kind === "forbidden")
    .map((lock) => ({ units: lock.codes, words: lock.codes.map(unitName).join(" + ") })) },
];

function rows(test, more) {
  return [...desk.groups.values()].filter(test)
    .map((row) => ({ units: row.units, words: nameOf(row), more: more?.(row) }));
}

function least(row) {
  return row.least_percent === null ? "" : number(row.least_percent, 1) + " %";
}

export function toSettle() {
  return KINDS.map((kind) => ({ key: kind.key, lines: kind.lines() }))
    .filter((kind) => kind.lines.length);
}

export function drawSettle() {
  const place = document.getElementById("settle");
  if (!place) return;
  const every = toSettle();
  const open = new Set([...place.querySelectorAll("details:not([open])")].map((e) => e.id));
  const count = every.reduce((sum, kind) => sum + kind.lines.length, 0);
  place.replaceChildren(...[
    make("h2", {}, word("settle"), make("span", { class: "count" }, String(count))),
    count ? null : make("p", {}, word("settle_none")),
    desk.questions ? null : make("p", { class: "soft" }, word("decides_ask")),
    ...every.map(({ key, lines }) => {
      const part = make("details", { id: "settle-" + key },
        make("summary", {}, word(key), make("span", { class: "count" }, String(lines.length))),
        make("ul", {}, ...lines.map((line) => make("li", {},
          make("button", { type: "button", "data-units": line.units.join(",") }, line.words,
            line.more ? make("span", { class: "soft" }, " " + line.more) : null)))));
      part.open = !open.has(part.id);
      return part;
    })].filter(Boolean));
}

let at = -1;
/** The next thing to settle after the one that was looked at last. */
export function nextToSettle() {
  const lines = toSettle().flatMap((kind) => kind.lines);
  if (!lines.length) return null;
  at = (at + 1) % lines.length;
  return lines[at].units.filter((code) => rowOf(code));
}
