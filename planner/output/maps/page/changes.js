// What the plan changes: the new units that were not there before, first in the panel and in
// colour on the map; what stays as it is, pale.

const PALE = "#f4f2ec";
// As many new units stand open in the list; a province that changes whole has others to say too.
const OPEN_LINES = 12;

/** Whether a unit of the proposal is new; the page knows of each what it is made of and why. */
function isNew(unit) {
  return Boolean(unit.change);
}

/** New units in the order of the table: what is certain before what hangs on a question. */
function newUnits() {
  return app.content.changes.map((code) => app.units.proposed.get(code));
}

/** The list with which the panel begins. */
function changesPart() {
  const units = newUnits();
  const list = (some) => make("ol", { class: "changes", start: units.indexOf(some[0]) + 1 },
    some.map(changeLine));
  const rest = units.slice(OPEN_LINES);
  const part = section("changes", true,
    app.content.stands_on.map((line, i) => make("p",
      { class: i || !app.content.condition ? "stands" : "stands condition" }, say(line))),
    units.length ? list(units.slice(0, OPEN_LINES)) : make("p", {}, word("no_change")),
    rest.length ? make("details", { class: "rest" },
      make("summary", {}, `${word("more")} (${rest.length})`), list(rest)) : "");
  part.querySelector("h2").textContent = `${word("changes")} (${units.length})`;
  return part;
}

function changeLine(unit) {
  const go = make("button", { type: "button", class: "link" }, say(unit.name));
  go.addEventListener("click", () => select("proposed", unit, true));
  const { members, why, standing, hangs_on: questions } = unit.change;
  return make("li", {},
    make("div", { class: "change-head" }, go,
      statusMark(unit.untouched ? "untouched" : unit.status,
        word(unit.untouched ? "untouched_after" : `${unit.status}_short`))),
    make("div", {}, say(members)),
    make("div", { class: "small" }, `${say(unit.people)} · ${say(unit.area)}`),
    make("div", { class: "small" }, say(why)),
    standing ? make("div", { class: "standing " + standing },
      say(app.content.standings[standing]), say(questions) ? ": " + say(questions) : "") : null);
}

/** Borders of new units that do not hold whatever the answers: dashes, or dots as read. */
const STANDING_LINES = {
  hangs: { fill: false, color: "#b3122b", weight: 4, dashArray: "12 6", lineCap: "butt", opacity: 1 },
  as_read: { fill: false, color: "#b3122b", weight: 5, dashArray: "1 9", opacity: 1 },
};

function standingOf(unit) {
  return isNew(unit) ? unit.change.standing : "";
}

function standingLayer() {
  return copyLayer("proposed", "standing", (unit) => STANDING_LINES[standingOf(unit)],
    (unit) => STANDING_LINES[standingOf(unit)]);
}

function standingEntries() {
  return Object.entries(STANDING_LINES).flatMap(([standing, line]) => {
    const count = newUnits().filter((unit) => standingOf(unit) === standing).length;
    return count ? [entry(swatch({ line: line.color, width: 3, dash: line.dashArray }),
      say(app.content.standings[standing]), count)] : [];
  });
}

// A sheet of A4 across holds the whole map; the panel follows on sheets of its own.
function addPrinting() {
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((part) => { part.open = true; });
    document.body.classList.add("printing");
    app.map.invalidateSize({ animate: false });
    showAll();
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("printing");
    folded.forEach((part) => { part.open = false; });
    app.map.invalidateSize({ animate: false });
    showAll();
  });
}
