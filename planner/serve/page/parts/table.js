// The plan as a table: all that the map shows, for who cannot see it.

import { desk, isMerged, isPending, locksOn, nameOf, unitName } from "../desk.js";
import { number, sign } from "./panel.js";

export function drawTable() {
  const place = document.getElementById("table");
  if (place.hidden) return;
  const rows = [...desk.groups.values()].sort((a, b) =>
    (b.units.length > 1) - (a.units.length > 1) || nameOf(a).localeCompare(nameOf(b), "vi"));
  place.replaceChildren(make("table", { class: "whole" },
    make("thead", {}, make("tr", {}, ...["unit", "members", "people", "area", "threshold",
                                         "locked"].map((key) => make("th", { scope: "col" }, word(key))))),
    make("tbody", {}, ...rows.map((row) => make("tr", { class: isPending(row) ? "pending" : null },
      make("th", { scope: "row" },
        make("button", { type: "button", "data-units": row.units[0] }, nameOf(row))),
      make("td", {}, isMerged(row) ? row.units.map(unitName).join(", ") : ""),
      make("td", { class: "number" }, number(row.people)),
      make("td", { class: "number" }, number(row.area_km2, 2)),
      make("td", {}, sign(row)),
      make("td", {}, locksOn(row.units).length ? "✓" : ""))))));
}
