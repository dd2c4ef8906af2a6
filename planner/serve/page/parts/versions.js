// Beneath the map: the states that led to this one, and what differs from one of them.

import { read } from "../api.js";
import { changed, desk, isBad, leaveAnswer, nameOf } from "../desk.js";
import { clock, number } from "./panel.js";
import { drawSmall, smallMap } from "./small.js";

const MOST = 24;
let drawnFor = "";
let line = [];

/** Have the strip drawn anew: its place is another. */
export function forgetVersions() {
  drawnFor = "";
}

export async function drawVersions() {
  const key = `${desk.id}:${desk.branch}:${desk.seq}`;
  if (key === drawnFor) return;
  drawnFor = key;
  const { entries } = await read(`w/${desk.id}/tree`);
  const place = document.getElementById("versions");
  if (!place || key !== drawnFor) return;
  const at = new Map(entries.map((entry) => [entry.seq, entry]));
  line = [];
  for (let seq = desk.seq; seq; seq = at.get(seq).parent) line.unshift(at.get(seq));
  line = line.slice(-MOST);
  const pictures = line.map(smallMap);
  place.replaceChildren(...line.map((entry, i) => make("li", {},
    make("button", { type: "button", "data-seq": String(entry.seq), title: word("compare_how"),
                     "aria-current": entry.seq === desk.seq ? "true" : null },
      pictures[i], make("span", {}, title(entry)),
      entry.by ? make("span", { class: "soft" }, entry.by) : null))));
  place.scrollLeft = place.scrollWidth;
  // The last ones first, which are in view.
  for (let i = line.length - 1; i >= 0 && key === drawnFor; i -= 1) {
    await drawSmall(pictures[i], line[i].seq);
  }
}

const title = (entry) => `${clock(entry.at)} ${say(app.content.kinds[entry.kind])}`;

/** Hatch what is not as in another state, with figures of both. */
export async function compareWith(seq) {
  const change = await read(`w/${desk.id}/compare?before=${seq}&after=${desk.seq}`);
  const entry = line.find((each) => each.seq === seq);
  desk.compared = { seq: desk.seq, units: new Set(differing(change)) };
  leaveAnswer();
  desk.answer = () => compared(entry, change);
  changed([]);
}

/** Units whose group has other members, whoever heads it. */
function differing({ gone, groups }) {
  const before = new Map(gone.flatMap((row) => row.units.map((code) => [code, row.units.join()])));
  return groups.flatMap((row) => row.units.filter((code) => before.get(code) !== row.units.join()));
}

function compared(entry, { gone, groups, indicators }) {
  const words = { ...app.content.indicators, disturbed: app.content.words.ceases };
  const rows = Object.entries(indicators)
    .filter(([key, each]) => key in words && each.before !== each.after)
    .map(([key, each]) => [say(words[key]), each.before, each.after]);
  const bad = [gone, groups].map((each) => each.filter(isBad).length);
  if (bad[0] !== bad[1]) rows.push([word("bad_of_these"), ...bad]);
  const names = (of) => of.filter((row) => row.units.length > 1).map(nameOf).join(", ") || "–";
  return [
    make("h3", {}, word("compare"), " ", entry ? title(entry) : ""),
    rows.length || groups.length ? null : make("p", {}, word("compare_same")),
    make("table", { class: "figures" },
      make("tr", {}, make("td", {}), make("th", { scope: "col" }, word("then")),
        make("th", { scope: "col" }, word("now"))),
      ...rows.map(([words, before, after]) => make("tr", {}, make("th", { scope: "row" }, words),
        make("td", {}, figure(before)), make("td", { class: "new" }, figure(after))))),
    groups.length ? make("p", {}, `${word("then")}: ${names(gone)}`) : null,
    groups.length ? make("p", {}, `${word("now")}: `, make("b", {}, names(groups))) : null,
  ].filter(Boolean);
}

const figure = (of) => number(of, Number.isInteger(of) ? 0 : 2);
