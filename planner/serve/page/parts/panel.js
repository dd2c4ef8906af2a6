// Right: what is chosen, before and after; and what the optimizer answered.

import { said } from "../api.js";
import { current, desk, isBad, isMerged, isPending, locksOn, nameOf, rowOf, unitName }
  from "../desk.js";
import { pricesOf, whyPart } from "../layers.js";
import { tools } from "./tools.js";

const whole = new Map();
/** Numbers as readers of the language write them. */
export function number(value, digits = 0) {
  if (value === null || value === undefined) return "–";
  const key = app.language + ":" + digits;
  if (!whole.has(key)) {
    whole.set(key, new Intl.NumberFormat(["vi", "en"][app.language],
      { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  }
  return whole.get(key).format(value).replace("-", "−");
}

const SIGNS = { met: "✓", open: "✓?", waived: "◐", missed: "✗", no_rule: "–" };

export function sign(row) {
  const key = row.untouched ? "waived" : row.status;
  return make("span", { class: "status " + (isBad(row) ? "missed" : key) },
    make("span", { "aria-hidden": "true" }, SIGNS[row.status] + " "),
    say(app.content.status[row.status]));
}

export function drawPanel() {
  const panel = document.getElementById("unit");
  if (!panel) return;
  const code = current();
  const parts = [];
  if (desk.preview) parts.push(...previewed());
  else if (code) parts.push(...chosen(code));
  else parts.push(make("p", { class: "soft" }, word("choose")));
  panel.replaceChildren(...parts);
  drawDecision(code);
  drawAnswer();
}

function chosen(code) {
  const row = rowOf(code);
  return [
    make("h2", {}, nameOf(row), " ", sign(row)),
    desk.chosen.length > 1
      ? make("p", { class: "soft" }, desk.chosen.map(unitName).join(", ")) : null,
    desk.mode ? make("p", { class: "hint", role: "status" }, word("pick_" + desk.mode)) : null,
    desk.state.frozen || desk.readOnly.length ? null : tools(code, row),
    desk.layer === "why" ? whyPart(code) : null,
    desk.layer === "prices" ? pricesOf(code) : null,
    figures([row]),
    findings(row),
    isMerged(row) ? members(row) : null,
    locks(row),
  ].filter(Boolean);
}

/** Figures of what would be, beside what is drawn. */
function previewed() {
  const { gone, groups, indicators } = desk.preview;
  const ceases = indicators.disturbed;
  return [
    make("h2", {}, groups.map(nameOf).join(" · ")),
    make("p", { class: "hint", role: "status" }, word("pick_" + desk.mode)),
    ...groups.flatMap((row) => [
      make("p", { class: "verdict" }, nameOf(row), " ", row.status ? sign(row) : "…",
        row.pieces > 1 ? make("span", { class: "status missed" },
          ` ${row.pieces} ${word("pieces")}`) : null),
      findings(row),
    ]),
    figures(groups, gone),
    make("p", {}, word("ceases"), ": ", number(ceases.before), " → ",
      make("b", {}, number(ceases.after))),
  ];
}

function figures(rows, before = null) {
  const head = make("tr", {}, make("td", {}),
    ...(before ? before : []).map((row) => make("th", { scope: "col" }, nameOf(row))),
    ...rows.map((row) => make("th", { scope: "col" }, before ? "→ " + nameOf(row) : "")));
  const line = (key, of, digits) => make("tr", {}, make("th", { scope: "row" }, word(key)),
    ...(before ? before : []).map((row) => make("td", {}, number(of(row), digits))),
    ...rows.map((row) => make("td", { class: before ? "new" : null }, number(of(row), digits))));
  return make("table", { class: "figures" }, before ? head : null,
    line("people", (row) => row.people), line("area", (row) => row.area_km2, 2),
    line("ceases", (row) => row.disturbed));
}

function findings(row) {
  if (!row.findings.length) return null;
  return make("table", { class: "findings" },
    make("tr", {}, ...["measure", "value", "threshold", "percent", "article"]
      .map((key) => make("th", { scope: "col" }, word(key)))),
    ...row.findings.map((each) => make("tr", { class: each.status },
      make("td", {}, say(app.content.measures[each.measure] ?? each.measure)),
      make("td", {}, value(each.value)),
      make("td", {}, value(each.threshold)),
      make("td", {}, each.percent === null ? "–" : number(each.percent, 1) + "\u00a0%"),
      make("td", { class: "small" }, each.article ? said(each.article) : "",
        each.assumed_share ? " · " + word("assumed") : ""))));
}

const value = (of) => (typeof of === "number" ? number(of, Number.isInteger(of) ? 0 : 2) : "–");

function members(row) {
  return make("div", {}, make("h3", {}, word("members")),
    make("ul", { class: "members" }, ...row.units.map((code) => {
      const unit = desk.units.get(code);
      return make("li", {}, unit.name, " ",
        make("span", { class: "soft" }, `${number(unit.people)} · ${number(unit.area_km2, 2)} km²`));
    })));
}

function locks(row) {
  const every = locksOn(row.units);
  if (!every.length) return null;
  return make("div", {}, make("h3", {}, word("locked")),
    make("ul", {}, ...every.map((lock) => make("li", {},
      say(app.content.locks[lock.kind]).replace("…", lock.codes.map(unitName).join(", ")),
      make("span", { class: "soft" }, lock.own
        ? ` – ${word("locked_by")} ${lock.by || "–"}, ${clock(lock.at)}`
        : ` – ${word("of_scenario")}`)))));
}

export function clock(at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at
    : date.toLocaleTimeString(["vi", "en"][app.language], { hour: "2-digit", minute: "2-digit" });
}

/** Accept and reject stay in their place beneath, so that a hand finds them. */
function drawDecision(code) {
  const place = document.getElementById("decide");
  const row = code && rowOf(code);
  const waits = row && isPending(row) && !desk.state.frozen && !desk.readOnly.length;
  const others = desk.state.pending?.length;
  place.replaceChildren(...(waits ? [
    make("button", { type: "button", class: "main", id: "accept" }, word("accept")),
    isMerged(row) ? make("button", { type: "button", id: "reject" }, word("reject")) : null,
    others > row.units.length
      ? make("button", { type: "button", id: "accept-all" }, word("accept_all")) : null,
  ].filter(Boolean) : []));
}

let shown = null;
/** What is new is in view, whatever of the unit was being read. */
function drawAnswer() {
  const place = document.getElementById("answer");
  const { answer } = desk;
  if (!answer) { place.replaceChildren(); shown = null; return; }
  const of = answer.of?.();
  if (of !== undefined && answer === shown?.answer && of === shown.of && place.firstChild) return;
  const close = make("button", { type: "button", class: "close", id: "answer-close",
                                 "aria-label": word("close"), title: word("close") }, "×");
  place.replaceChildren(make("section", { class: "card" }, close, ...answer()));
  if (answer !== shown?.answer) place.parentElement.scrollTop = 0;
  shown = { answer, of };
}
