// What the map shows beside the plan: what each border costs, and why each unit changes.

import { read, said, send } from "./api.js";
import { changed, desk, isBad, isMerged, rowOf, unitName } from "./desk.js";
import { number } from "./parts/panel.js";

export const LAYERS = ["plan", "prices", "why"];
// Told apart by who does not see red or green (Okabe and Ito), and by how light they are.
export const WHY = { below: "#d55e00", helps: "#56b4e9", other: "#f0e442", stuck: "#f7d6d0",
                     stays: "#f2f3f0" };

/** Why a unit is what the drawn plan makes of it. */
export function whyOf(code) {
  const row = rowOf(code);
  const must = (each) => desk.units.get(each).role === "mandatory";
  if (!isMerged(row)) return isBad(row) ? "stuck" : "stays";
  if (must(code)) return "below";
  return row.units.some(must) ? "helps" : "other";
}

/** The reason in a line, with figure or names. */
function whyWords(code) {
  const why = whyOf(code);
  const unit = desk.units.get(code);
  const most = { below: unit.least_percent, stuck: unit.least_percent }[why] ?? null;
  const helped = why === "helps" ? rowOf(code).units
    .filter((each) => desk.units.get(each).role === "mandatory").map(unitName).join(", ") : "";
  return [`${unitName(code)}: ${word(`why_${why}`)}`,
    most === null ? "" : ` (${number(most, 1)} %)`, helped && `: ${helped}`].join("");
}

export const tipOf = (code) => (desk.layer === "why" && !desk.mode ? whyWords(code) : null);

// ---- Prices.

const keyOf = (one, other) => [one, other].sort().join();
let at = null;
let asked = null;

export const priceOf = (one, other) => desk.prices.get(keyOf(one, other)) ?? null;

/** Have the prices of the state that is shown: of each the server knows what was priced. */
export async function freshPrices(again = false) {
  const place = `${desk.id}:${desk.seq}`;
  if (desk.layer !== "prices" || (place === at && !again) || (place === asked && !again)) return;
  asked = place;
  const lines = await read(`w/${desk.id}/borders?seq=${desk.seq}`);
  if (place !== `${desk.id}:${desk.seq}`) return;
  at = place;
  desk.prices = new Map(lines.map((line) => [keyOf(line.one, line.other), line]));
  changed([]);
}

export const known = () => (at === `${desk.id}:${desk.seq}` ? desk.prices.size : 0);

const pricing = () => [...desk.jobs.values()].some((job) => job.kind === "borders"
  && (job.state === "waiting" || job.state === "running"));

export async function askPrices() {
  const job = await send(`w/${desk.id}/jobs`, { kind: "borders", seq: desk.seq,
                                                selection: desk.chosen });
  if (!desk.jobs.has(job.name)) desk.jobs.set(job.name, job);
  changed([]);
}

/** How many borders are priced, and a button for the others. */
export function priceLine(id = null) {
  const all = desk.ground.neighbours.length;
  return make("p", {}, `${word("priced")} ${number(known())} ${word("of")} ${number(all)}. `,
    known() < all && !pricing()
      ? make("button", { type: "button", id, "data-do": "ask-prices" }, word("ask_prices")) : null);
}

/** The borders of a unit with their prices, in words, for who cannot point at them. */
export function pricesOf(code) {
  const lines = desk.ground.neighbours.filter((pair) => pair.includes(code))
    .map((pair) => priceOf(...pair)).filter(Boolean);
  const { price_classes: classes } = app.content;
  return make("div", { id: "border-prices" }, make("h3", {}, word("layer_prices")), priceLine(),
    make("ul", {}, ...lines.sort((a, b) => a.class - b.class).map((line) => make("li", {},
      swatch({ line: classes[line.class].colour, width: 5, dash: classes[line.class].dash }), " ",
      said(line.words)))));
}

export const whyPart = (code) => make("p", { id: "why" },
  swatch({ fill: WHY[whyOf(code)] }), " ", whyWords(code));
