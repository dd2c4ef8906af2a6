// Beneath the map: the states that led to this one.

import { read } from "../api.js";
import { desk } from "../desk.js";
import { clock } from "./panel.js";

const MOST = 40;
let drawnFor = "";

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
  const line = [];
  for (let seq = desk.seq; seq; seq = at.get(seq).parent) line.unshift(at.get(seq));
  place.replaceChildren(...line.slice(-MOST).map((entry) => make("li", {},
    make("button", { type: "button", "data-seq": String(entry.seq),
                     "aria-current": entry.seq === desk.seq ? "true" : null },
      `${clock(entry.at)} ${say(app.content.kinds[entry.kind])}`,
      entry.by ? make("span", { class: "soft" }, " " + entry.by) : null))));
  place.scrollLeft = place.scrollWidth;
}
