// Texts and tables of a comparison: indicators, plans two by two, unit by unit.

const LETTERS = ["A", "B"];

function planName(i) {
  return say(app.content.plans[i].name);
}

/** A plan's name, with A or B where it is on a map. */
function planHead(i) {
  const side = app.sides.indexOf(i);
  return [side < 0 ? null : make("span", { class: "letter" }, LETTERS[side]), " ", planName(i)];
}

/** What a plan is called in full, in small print. */
function planTitle(i) {
  const { title } = app.content.plans[i];
  return title && say(title) !== planName(i)
    ? make("span", { class: "formula plan-title" }, say(title)) : null;
}

function withUnit(figure) {
  // That units are counted in units goes without saying.
  const unit = figure.unit[0] === "đơn vị" ? "" : say(figure.unit);
  return [say(figure.word), unit ? make("span", { class: "small" }, ` (${unit})`) : null];
}

function indicatorTable() {
  return wide(make("table", { id: "indicator-table" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, word("indicator")),
      app.content.plans.map((_, i) => make("th", { scope: "col" }, planHead(i), planTitle(i))))),
    make("tbody", {}, app.content.indicators.map((line) => make("tr", { "data-key": line.key },
      make("th", { scope: "row" }, withUnit(line),
        make("span", { class: "formula" }, say(line.formula))),
      line.values.map((value, i) => make("td", {}, say(value),
        line.changes[i] ? make("span", { class: "change" }, say(line.changes[i])) : null)))))), "indicators");
}

function pairTable() {
  const { figures, rows } = app.content.pairs;
  return wide(make("table", { id: "pair-table" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, word("pair")),
      rows.map((row) => make("th", { scope: "col" },
        row.plans.map((i) => make("div", {}, planHead(i))))))),
    make("tbody", {}, figures.map((figure, i) => make("tr", {},
      make("th", { scope: "row" }, withUnit(figure),
        make("span", { class: "formula" }, say(figure.formula))),
      rows.map((row) => make("td", {}, say(row.values[i]))))))), "pairs");
}

/** A table that scrolls in itself when the window is narrow; the keyboard can scroll it. */
function wide(table, key) {
  return make("div", { class: "wide", tabindex: "0", role: "region",
                       "aria-label": word(key) }, table);
}

function newNames(unit, plan) {
  return unit.to[plan].map((code) => say(app.content.plans[plan].units.get(code).name)).join("; ");
}

function partnersText(unit) {
  const differ = differing().has(unit.code);
  return make("span", { class: differ ? "differ" : "same" },
    (differ ? "≠ " : "= ") + word(differ ? "differ" : "same"));
}

/** Where a unit goes in some plans: those on the maps in the short view, else all. */
function unitText(unit, plans) {
  return make("div", {},
    make("div", { class: "short-title" }, say(unit.name)),
    make("div", {}, [say(unit.people), say(unit.area), unit.district].filter(Boolean).join(" · ")),
    make("dl", {}, plans.map((i) => [
      make("dt", {}, planHead(i)),
      make("dd", {}, unit.to[i].length > 1 ? word("divided_to") + " " : null,
        unit.to[i].map((code, k) => {
          const goal = app.content.plans[i].units.get(code);
          return [k ? "; " : null, make("b", {}, say(goal.name)),
            ` (${goal.members} ${word("members")}, ${say(goal.people)})`,
            goal.assumed ? make("span", { class: "assumed" }, " ⚠ " + word("assumed_share")) : null];
        }))])),
    make("div", {}, word("partners") + ": ", partnersText(unit)),
    causeText(unit) ? make("div", {}, word("cause") + ": ", causeText(unit)) : null);
}

/** Which comments speak of a unit that changed; nothing where no register was given. */
function causeText(unit) {
  const told = (app.content.causes || {})[unit.code];
  return told ? say(told) : "";
}

function spoken(unit) {
  return [say(unit.name), ...app.content.plans.map((_, i) => `${planName(i)}: ${newNames(unit, i)}`),
    word(differing().has(unit.code) ? "partners_differ" : "partners_same")].join(", ");
}

function drawUnit() {
  const holder = document.getElementById("unit");
  holder.hidden = !app.selected;
  if (!app.selected) return holder.replaceChildren();
  return holder.replaceChildren(make("div", { class: "unit-head" }, 
    unitText(app.selected, app.content.plans.map((_, i) => i)),
    button("close", "✕", () => selectUnit(null))));
}

function unitTable() {
  const differ = differing();
  const units = app.content.units.filter((unit) => !app.onlyDifferent || differ.has(unit.code));
  const filter = choice("checkbox", "filter", "only", word("only_different"), app.onlyDifferent,
    (only) => {
      app.onlyDifferent = only;
      drawUnits();
      document.querySelector("#units-holder input").focus();
    });
  const table = make("table", { id: "unit-table" },
    make("thead", {}, make("tr", {},
      ["unit", "people", "partners"].map((key) => make("th", { scope: "col" }, word(key))),
      app.content.plans.map((_, i) => make("th", { scope: "col" }, planHead(i))),
      app.content.causes ? make("th", { scope: "col" }, word("cause")) : null)),
    make("tbody", {}, units.map((unit) => {
      const go = make("button", { type: "button", class: "link" }, say(unit.name));
      go.addEventListener("click", () => selectUnit(unit, true));
      return make("tr", { "data-code": unit.code }, make("th", { scope: "row" }, go,
        make("span", { class: "formula" }, [unit.code, unit.district].filter(Boolean).join(", "))),
      make("td", {}, say(unit.people).replace(/ \D*$/, "")), make("td", {}, partnersText(unit)),
      app.content.plans.map((_, i) => make("td", { class: "text" }, newNames(unit, i))),
      app.content.causes ? make("td", { class: "text" }, causeText(unit)) : null);
    })));
  table.classList.add("texts");
  return [filter, make("p", { class: "small", "aria-live": "polite" },
    `${units.length} / ${app.content.units.length} ${word("rows")}`),
    make("div", { class: "tall" }, wide(table, "units"))];
}

function drawUnits() {
  document.getElementById("units-holder").replaceChildren(...unitTable());
}

const opened = {};

/** A part that folds and remembers, through a change of language, whether it was open. */
function part(key, ...children) {
  const box = make("details", { class: "part", "data-part": key },
    make("summary", {}, make("h2", {}, word(key))), children);
  box.open = opened[key] !== false;
  box.addEventListener("toggle", () => { opened[key] = box.open; });
  return box;
}

function drawParts() {
  const { content } = app;
  const notes = content.notes.map(([plan, note]) =>
    make("li", {}, make("b", {}, say(plan) + ": "), say(note)));
  document.getElementById("parts").replaceChildren(
    part("indicators", indicatorTable(), make("p", { class: "small" }, word("arrows"))),
    part("left_out", make("ul", {}, content.left_out.map((text) => make("li", {}, say(text))))),
    part("pairs", pairTable()),
    part("units", make("div", { id: "units-holder" })),
    part("notes", make("ul", {}, notes)),
    part("hints", make("p", {}, word("hint")), make("p", {}, word("credits"))));
  drawUnits();
}
