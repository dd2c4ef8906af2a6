// What colours, hatchings and lines of the map mean.

import { BAD, BORDER, CHOSEN, DRAWN } from "../chart.js";

export const PATTERNS = {
  held: { size: 8, width: 1.6, colour: "#33414f", paths: ["M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4"] },
  differs: { size: 9, width: 2.4, colour: "#7a1fa2", paths: ["M-2,7 l4,4 M0,0 l9,9 M7,-2 l4,4"] },
};

export function legend() {
  const line = ({ color, weight, dashArray }) => ({ line: color, width: weight, dash: dashArray });
  return make("details", { id: "legend" }, make("summary", {}, word("legend")),
    make("ul", {},
      entry(swatches(app.content.colours), word("legend_merged")),
      entry(swatch({ fill: BAD }), "✗ " + word("missed")),
      entry(swatch({ fill: DRAWN }), word("after")),
      entry(swatch({ pattern: "held" }), word("locked")),
      entry(swatch({ pattern: "differs" }), word("legend_differs")),
      entry(swatch(line(CHOSEN)), word("legend_chosen")),
      entry(swatch(line(BORDER.within)), word("legend_within")),
      make("li", {}, make("span", { class: "sample pending" }, "Aa"), word("pending"))));
}
