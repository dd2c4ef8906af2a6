// Texts about units and about the plan: the short view on hover, the panel in full.

function measureName(finding) {
  return say(app.content.measures[finding.measure]);
}

/** A warning beside a figure that is not certain. */
function assumedMark() {
  return make("div", { class: "small assumed" }, "⚠ " + word("assumed_share"));
}

/** The short view that follows the pointer. */
function tooltipOf(side, unit) {
  const goes = side === "present" && unit.role !== "stays"
    ? make("div", {}, word("to") + ": ", make("b", {}, unit.to.map((code) =>
      say(app.units.proposed.get(code).name)).join("; ")))
    : null;
  const made = side === "proposed"
    ? make("div", {}, `${word("members")}: ${unit.members.map((code) =>
      say(app.units.present.get(code).name)).join("; ")}`)
    : null;
  return make("div", {},
    make("div", { class: "short-title" }, say(unit.name)),
    make("div", {}, `${say(unit.people)} (${say(unit.people_base)}) · ${say(unit.area)}`
      + ` (${say(unit.area_base)})`),
    goes, made, unit.findings.map((finding) => make("div", { class: "short-finding" },
      make("div", {}, make("b", {}, measureName(finding) + ": "), say(finding.value),
        finding.threshold ? ` / ${say(finding.threshold)} = ${say(finding.percent)} ` : " ",
        statusMark(finding.status)),
      make("div", { class: "small" }, finding.article ? say(finding.article) : "",
        finding.confidence ? ` (${say(app.content.confidence[finding.confidence])})` : ""),
      finding.assumed_share ? assumedMark() : null,
      finding.waived_by ? make("div", { class: "small" },
        `${word("accepted_by")} ${say(finding.waived_by)}`) : null)));
}

function openShortView(side, unit) {
  app.short.replaceChildren(tooltipOf(side, unit));
  app.short.hidden = false;
}

/** The card of the unit selected. */
function drawUnit() {
  const holder = document.getElementById("unit");
  if (!app.selected) {
    holder.replaceChildren();
    holder.hidden = true;
    return;
  }
  const { side, unit } = app.selected;
  const head = make("div", { class: "unit-head" },
    make("div", {}, make("p", { class: "small" },
      word(side === "present" ? "present_unit" : "new_unit")),
    make("h2", {}, say(unit.name))),
    button("close", "✕", unselect));
  const facts = [
    [word("people"), `${say(unit.people)} (${word("base")}: ${say(unit.people_base)})`],
    [word("area"), `${say(unit.area)} (${word("base")}: ${say(unit.area_base)})`],
    [word("code"), unit.code],
  ];
  if (side === "present" && unit.district) facts.push([word("district"), unit.district]);
  if (unit.mountain) facts.push([word("mountain"), unit.mountain_likely ? word("likely") : "✓"]);
  if (side === "present") {
    const asked = say(app.content.law_roles[unit.law_role].word);
    facts.push([word("law_role"), unit.law_reason ? `${asked} (${say(unit.law_reason)})` : asked],
      [word("change"), say(app.content.roles[unit.role])]);
  }
  const left = unit.untouched ? make("p", {}, STATUS_SIGNS.untouched + " " + word("untouched")) : "";
  holder.replaceChildren(head, left,
    make("dl", {}, facts.map(([name, text]) => [make("dt", {}, name), make("dd", {}, text)]).flat()),
    ...unit.findings.map(findingCard),
    side === "proposed" ? shapeNotes(unit) : "",
    side === "present" ? unitList("to", "proposed", unit.to)
      : unitList("members", "present", unit.members));
  holder.hidden = false;
  document.getElementById("panel").scrollTop = 0;
}

/** What is odd about the shape of a new unit. */
function shapeNotes(unit) {
  const own = app.content.shapes.filter((shape) => shape.code === unit.code);
  if (!own.length) return "";
  return make("section", {}, make("h3", {}, word("shapes")),
    make("ul", {}, own.map((shape) => make("li", {}, say(shape.note)))));
}

function findingCard(finding) {
  const rows = [];
  const add = (key, text) => {
    if (text) rows.push(make("dt", {}, word(key)), make("dd", {}, text));
  };
  add("value", [say(finding.value), finding.assumed_share ? assumedMark() : null]);
  add("standard", finding.threshold && say(finding.threshold));
  add("percent", finding.percent && say(finding.percent));
  add("reduced", finding.factor && say(finding.factor));
  add("accepted_by", finding.waived_by && say(finding.waived_by));
  add("article", finding.article && say(finding.article));
  add("confidence", finding.confidence && say(app.content.confidence[finding.confidence]));
  add("note", finding.note && say(finding.note));
  return make("section", { class: "finding " + finding.status },
    make("h3", {}, measureName(finding), statusMark(finding.status)), make("dl", {}, rows));
}

/** Units of the other side, each a button that leads to it. */
function unitList(key, side, codes) {
  return make("section", {}, make("h3", {}, `${word(key)} (${codes.length})`),
    make("ul", { class: "units" }, codes.map((code) => {
      const unit = app.units[side].get(code);
      const go = make("button", { type: "button", class: "link" }, say(unit.name));
      go.addEventListener("click", () => select(side, unit, true));
      return make("li", {}, go, ` – ${say(unit.people)}, ${say(unit.area)}`);
    })));
}

/** What holds only as it was read is amber, not green. */
function tone(status) {
  return app.content.condition && (!status || status === "met") ? "waived" : status || "";
}

/** Everything about the plan as a whole. */
function drawOverview() {
  const { content } = app;
  document.getElementById("overview").replaceChildren(
    changesPart(),
    make("div", { class: "cards" }, content.cards.map((card) =>
      make("div", { class: "card " + tone(card.status) },
        make("b", {}, say(card.figure)),
        make("span", {}, card.status
          ? make("span", { class: "status " + tone(card.status), "aria-hidden": "true" },
            STATUS_SIGNS[card.status] + " ") : null, say(card.word),
        content.condition && !card.status ? `, ${say(content.condition)}` : "")))),
    section("indicators", true, indicatorTable()),
    content.stages.length ? section("stages", true, content.stages.map(stageCard)) : "",
    section("notes", true, make("ul", {}, content.notes.map((note) => make("li", {}, say(note))))),
    section("law", false, lawText()),
    section("sources", false, make("ul", {}, content.bases.map((line) =>
      make("li", {}, `${say(line.word)}: ${line.bases.map(say).join("; ")}`)))),
    section("hints", false, make("p", {}, word("hint")), make("p", {}, word("credits"))));
}

const opened = {};

/** A part that folds and remembers, through a change of language, whether it was open. */
function section(key, open, ...children) {
  const part = make("details", { class: "part", "data-part": key },
    make("summary", {}, make("h2", {}, word(key))), children);
  part.open = opened[key] === undefined ? open : opened[key];
  part.addEventListener("toggle", () => { opened[key] = part.open; });
  return part;
}

function indicatorTable() {
  return make("table", {},
    make("thead", {}, make("tr", {}, ["indicator", "before", "after"].map((key) =>
      make("th", { scope: "col" }, word(key))))),
    make("tbody", {}, app.content.indicators.map((line) => make("tr", { "data-key": line.key },
      make("th", { scope: "row" }, say(line.word),
        say(line.unit) && !line.unit[0].startsWith("đơn vị")
          ? make("span", { class: "small" }, ` (${say(line.unit)})`) : null),
      make("td", {}, say(line.before)), make("td", {}, say(line.after))))));
}

function stageCard(stage, i) {
  // What is proven is proven of the facts as they were read: while those may turn it, it is not green.
  const { condition } = app.content;
  const proof = stage.proven && !condition
    ? make("span", { class: "status met long" }, "✓ " + say(stage.grade))
    : make("span", { class: "status waived long" }, "◐ " + say(stage.grade)
      + (stage.proven ? `, ${say(condition)}` : ""));
  return make("section", { class: "stage" },
    make("h3", {}, `${i + 1}. ${say(stage.word)}`),
    make("dl", {}, make("dt", {}, word("value")), make("dd", {}, say(stage.value)),
      make("dt", {}, word("bound")), make("dd", {}, say(stage.bound)),
      make("dt", {}, word("state")), make("dd", {}, proof)));
}

function lawText() {
  const { law } = app.content;
  const lines = (texts) => make("ul", {}, texts.map((text) => make("li", {}, say(text))));
  const named = (key, texts) => (texts.length
    ? [make("p", {}, make("b", {}, word(key))), lines(texts)] : []);
  return [make("p", {}, make("b", {}, say(law.title)), ` (${law.version})`), lines(law.sources),
    ...named("number_replaced", law.replaced), ...named("not_modelled", law.not_modelled)];
}

function showPanel(shown) {
  document.body.classList.toggle("panel-hidden", !shown);
  app.panelShown = shown;
  drawPanelButton();
  app.map.invalidateSize({ animate: false });
}

function drawPanelButton() {
  const toggler = document.getElementById("panel-toggle");
  const key = app.panelShown ? "hide_panel" : "show_panel";
  toggler.replaceChildren(icon(app.panelShown ? "M3,3 h14 v14 h-14 z M8,3 v14 M14,8 l-2,2 l2,2"
    : "M3,3 h14 v14 h-14 z M8,3 v14 M12,8 l2,2 l-2,2"), make("span", {}, word(key)));
  toggler.setAttribute("aria-label", word(key));
  toggler.title = word(key);
  toggler.setAttribute("aria-expanded", String(app.panelShown));
}
