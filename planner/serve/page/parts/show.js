// Before an audience: large type, nothing to be changed, one new unit at a time.

import * as chart from "../chart.js";
import { choose, desk, isMerged } from "../desk.js";

const CLASS = "presenting";
let at = 0;

export const showing = () => document.body.classList.contains(CLASS);

export function show(wanted) {
  const rows = [...desk.groups.values()].filter(isMerged);
  if (!rows.length) return;
  at = (wanted + rows.length) % rows.length;
  document.body.classList.add(CLASS);
  chart.resized();
  choose(rows[at].units[0], false);
  chart.zoomTo(rows[at].units);
  const turn = (id, words, act) => {
    const made = make("button", { type: "button", id }, words);
    made.addEventListener("click", act);
    return made;
  };
  document.getElementById("stage").replaceChildren(
    turn("show-before", "‹ " + word("previous"), () => turnBy(-1)),
    make("span", {}, `${at + 1} ${word("of")} ${rows.length}`),
    turn("show-after", word("next") + " ›", () => turnBy(1)),
    turn("show-end", word("leave"), endShow));
}

export function turnBy(step) {
  show(at + step);
}

export function endShow() {
  document.body.classList.remove(CLASS);
  document.getElementById("stage").replaceChildren();
  chart.resized();
  chart.home();
}
