// Beneath the map: the states that led to this one, and what differs from one of them.

import { read, said, send } from "../api.js";
import * as chart from "../chart.js";
import { changed, desk, isBad, leaveAnswer, nameOf } from "../desk.js";
import { showWipe } from "../wipe.js";
import { clock, number } from "./panel.js";
import { drawSmall, homeOf, smallMap } from "./small.js";

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
  const rivals = Object.entries(desk.rivals);
  const beside = rivals.map(smallMap);
  place.replaceChildren(...rivals.map(([key, rival], i) => make("li", { class: "rival" },
    make("button", { type: "button", "data-rival": key, title: word("compare") }, beside[i],
      make("span", {}, rivalName(key)), make("span", { class: "soft" }, rival.name)))),
  make("li", {}, make("label", { class: "add" }, "+ ", word("add_rival"),
    make("input", { type: "file", id: "add-rival", accept: ".csv,.xlsx,.ods,.xls" }))),
  ...line.map((entry, i) => make("li", {},
    make("button", { type: "button", "data-seq": String(entry.seq), title: word("compare_how"),
                     "aria-current": entry.seq === desk.seq ? "true" : null },
      pictures[i], make("span", {}, title(entry)),
      entry.by ? make("span", { class: "soft" }, entry.by) : null))));
  place.scrollLeft = place.scrollWidth;
  for (let i = 0; i < rivals.length && key === drawnFor; i += 1) {
    await drawSmall(beside[i], rivals[i][0]);
  }
  // The last ones first, which are in view.
  for (let i = line.length - 1; i >= 0 && key === drawnFor; i -= 1) {
    await drawSmall(pictures[i], line[i].seq);
  }
}

const title = (entry) => `${clock(entry.at)} ${say(app.content.kinds[entry.kind])}`;

const rivalName = (key) => word(key === "adopted" ? "begin_adopted" : "other_plan");

/** A plan that somebody brings stands beside those that are drawn, and is compared at once. */
export async function addRival(file) {
  if (!file) return;
  const rival = await send(`w/${desk.id}/rivals`, file);
  desk.rivals = { ...desk.rivals, [rival.key]: rival };
  forgetVersions();
  await compareWith(rival.key);
}

/** Hatch what is not as in another version, with figures of both, and a line that wipes. */
export async function compareWith(other) {
  const [change, home] = await Promise.all([
    read(`w/${desk.id}/compare?before=${other}&after=${desk.seq}`), homeOf(other)]);
  const rival = desk.rivals[other];
  const entry = line.find((each) => each.seq === other);
  const words = rival ? `${rivalName(other)} (${rival.name})` : entry ? title(entry) : "";
  desk.compared = { seq: desk.seq, units: new Set(differing(change)) };
  leaveAnswer();
  const heads = rival ? [rivalName(other), word("now")] : [word("then"), word("now")];
  desk.answer = () => compared(words, heads, change, rival?.notes ?? []);
  showWipe(chart.parts(), home, heads);
  changed([]);
}

/** Units whose group has other members, whoever heads it. */
function differing({ gone, groups }) {
  const before = new Map(gone.flatMap((row) => row.units.map((code) => [code, row.units.join()])));
  return groups.flatMap((row) => row.units.filter((code) => before.get(code) !== row.units.join()));
}

function compared(title, heads, { gone, groups, indicators }, notes) {
  const words = { ...app.content.indicators, disturbed: app.content.words.ceases };
  const rows = Object.entries(indicators)
    .filter(([key, each]) => key in words && each.before !== each.after)
    .map(([key, each]) => [say(words[key]), each.before, each.after]);
  const bad = [gone, groups].map((each) => each.filter(isBad).length);
  if (bad[0] !== bad[1]) rows.push([word("bad_of_these"), ...bad]);
  const names = (of) => of.filter((row) => row.units.length > 1).map(nameOf).join(", ") || "–";
  return [
    make("h3", {}, word("compare"), " ", title),
    ...notes.map((note) => make("p", { class: "soft" }, said(note))),
    rows.length || groups.length ? null : make("p", {}, word("compare_same")),
    make("table", { class: "figures" },
      make("tr", {}, make("td", {}), ...heads.map((head) => make("th", { scope: "col" }, head))),
      ...rows.map(([words, before, after]) => make("tr", {}, make("th", { scope: "row" }, words),
        make("td", {}, figure(before)), make("td", { class: "new" }, figure(after))))),
    groups.length ? make("p", {}, `${heads[0]}: ${names(gone)}`) : null,
    groups.length ? make("p", {}, `${heads[1]}: `, make("b", {}, names(groups))) : null,
  ].filter(Boolean);
}

const figure = (of) => number(of, Number.isInteger(of) ? 0 : 2);
