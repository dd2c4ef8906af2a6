// What colours, hatchings and lines of the map mean.

import { BAD, BORDER, CHOSEN, DRAWN } from "../chart.js";
import { desk } from "../desk.js";
import { priceLine, WHY } from "../layers.js";

export const PATTERNS = {
  held: { size: 8, width: 1.6, colour: "#33414f", paths: ["M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"] },
  differs: { size: 9, width: 2.4, colour: "#7a1fa2", paths: ["M-2,7 l4,4 M0,0 l9,9 M7,-2 l4,4"] },
};

const line = ({ color, weight, dashArray }) => ({ line: color, width: weight, dash: dashArray });

/** What the colours of the layer mean. */
const LAYER = {
  plan: () => [
    entry(swatches(app.content.colours), word("legend_merged")),
    entry(swatch({ fill: BAD }), "✗ " + word("missed")),
    entry(swatch({ fill: DRAWN }), word("after")),
    entry(swatch({ pattern: "held" }), word("locked")),
    entry(swatch({ pattern: "differs" }), word("legend_differs")),
    entry(swatch(line(BORDER.within)), word("legend_within")),
    make("li", {}, make("span", { class: "sample pending" }, "Aa"), word("pending"))],
  prices: () => app.content.price_classes.map(({ colour, dash, name }, at) =>
    entry(swatch({ line: colour, width: 3 + at, dash }), say(name))),
  why: () => Object.entries(WHY).map(([key, fill]) =>
    entry(swatch({ fill }), word("why_" + key))),
};

export function drawLegend() {
  const place = document.getElementById("legend");
  const { layer } = desk;
  // What is asked for by a layer is read in its legend.
  if (place.dataset.layer !== layer && layer !== "plan") place.open = true;
  place.dataset.layer = layer;
  place.replaceChildren(make("summary", {}, word("legend")), ...[
    layer === "plan" ? null : make("p", { class: "soft" }, word("about_" + layer)),
    layer === "prices" ? priceLine("ask-prices") : null,
    make("ul", {}, ...LAYER[layer](), entry(swatch(line(CHOSEN)), word("legend_chosen")))]
    .filter(Boolean));
}
