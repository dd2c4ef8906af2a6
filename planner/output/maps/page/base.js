// Ground of the map page: its state, and how it shows a status.

const SIDES = { present: "present", proposal: "proposed", before: "present", after: "proposed",
                roles: "present" };

const app = {
  content: JSON.parse(document.getElementById("content").textContent),
  language: 0, // position in a pair: 0 Vietnamese, 1 English
  theme: "proposal",
  // Thick new borders belong to the views of the plan; on those of today they are a choice.
  shown: { new_lines: true, old_lines: true, labels: true, changed: false, bridges: true,
           shapes: true, locked: true },
  selected: null, // { side, unit }
  map: null,
  units: { present: new Map(), proposed: new Map() },
};

for (const side of ["present", "proposed"]) {
  for (const unit of app.content[side]) app.units[side].set(unit.code, unit);
}

const STATUS_SIGNS = { met: "✓", open: "✓?", waived: "◐", untouched: "○", missed: "✗", no_rule: "–" };

/** A status as sign, colour and word, never colour alone. */
function statusMark(status, short) {
  return make("span", { class: "status " + status },
    make("span", { class: "sign", "aria-hidden": "true" }, STATUS_SIGNS[status]),
    " " + (short || say(app.content.status[status])));
}

function sideOfTheme() {
  return SIDES[app.theme];
}
