// People: opinions of households and what makes them void, comments and answers, minutes, invitations.

import { read, said, send } from "../api.js";
import { act, changed, current, desk, leaveAnswer, leaveCompared, onChange, reload, unitName } from "../desk.js";
import { number } from "./panel.js";

let me = null;
let about = null;
let told = "";
// What is typed and not sent yet, by its form: no drawing of the page takes it away.
const drafts = new Map();

/** A button of its own above the map, and what holds no longer said aloud as it happens. */
onChange(() => {
  const help = document.getElementById("help");
  if (!desk.id || !help) return;
  if (!document.getElementById("people")) {
    help.before(button(word("people_open"), show, "", "people"));
    greet().catch(desk.refuse);
  }
  const now = (desk.state.void ?? []).map((each) => said(each.said));
  const key = now.join();
  if (key !== told && now.length) {
    desk.note(now[0]);
    show().catch(desk.refuse);
  }
  else if (about && about.seq !== desk.seq && desk.answer === about.draw) show().catch(desk.refuse);
  told = key;
});

/** Who was invited is called as they were invited, and is offered no more than they may. */
async function greet() {
  me ??= await read("me");
  if (me.name) desk.by = me.name;
  if (me.role !== "chair") document.getElementById("freeze").style.display = "none";
}

async function show() {
  const seq = desk.seq;
  const [found] = await Promise.all([read(`w/${desk.id}/people?seq=${seq}`), greet()]);
  if (seq !== desk.seq) return;
  leaveCompared();
  leaveAnswer();
  about = { seq, draw: () => parts(found) };
  // Only these have it drawn anew, so that whoever types keeps the place, and Telex its letters.
  about.draw.of = () => [app.language, ...desk.chosen, desk.state.frozen, desk.readOnly.length].join();
  desk.answer = about.draw;
  changed([]);
}

function parts(found) {
  const writes = me.role !== "reader" && !desk.readOnly.length;
  return [
    make("h2", {}, word("people_households")),
    make("p", { class: "soft" }, rule(found.rule)),
    ...found.void.map((each) => make("p", { class: "hint", role: "alert" },
      make("b", {}, word("people_void") + ": "), said(each.said))),
    found.opinions.length ? tallies(found) : null,
    found.unheard.length ? make("p", {}, `${word("people_unheard")}: `,
      found.unheard.map(unitName).join(", ")) : null,
    !writes ? null : desk.state.frozen ? hearing() : make("p", { class: "soft" }, word("people_freeze")),
    writes && desk.state.frozen ? file("people_tally", "tally") : null,
    make("h3", {}, word("people_comments")),
    ...found.comments.map((each) => comment(each, writes)),
    writes ? commenting() : null,
    writes ? file("people_register", "register") : null,
    make("p", {}, make("a", { id: "minutes", download: "",
      href: `/api/v1/w/${desk.id}/minutes?seq=${found.seq}` }, word("people_minutes"))),
    me.role === "chair" ? inviting() : null,
  ].filter(Boolean);
}

function rule(found) {
  if (!found || found.least_percent === null) return word("people_no_rule");
  const article = found.article + (found.confidence === "read" ? "" : `; ${word("people_not_read")}`);
  return word(found.more_than ? "people_rule_more" : "people_rule")
    .replace("{least}", number(found.least_percent)).replace("{article}", article);
}

function tallies(found) {
  const head = ["people_unit", "people_agree_of"];
  return make("table", { class: "figures", id: "tallies" },
    make("tr", {}, ...head.map((key) => make("th", { scope: "col" }, word(key))),
      make("th", { scope: "col" }, "%")),
    ...found.opinions.flatMap((each) => [
      make("tr", { class: each.enough === false ? "poor" : null },
        make("th", { scope: "row" }, unitName(each.unit)),
        make("td", {}, `${number(each.agree)} / ${number(each.households)}`),
        make("td", {}, make("b", {}, number(each.percent, 2)),
          each.enough === null ? "" : each.enough ? " ✓" : " ✗")),
      each.enough === false ? make("tr", {}, make("td", { colspan: 3 },
        button(word("people_around"), () => around(each.unit), "", `around-${each.unit}`))) : null,
    ].filter(Boolean)));
}

async function around(unit) {
  const ways = await read(`w/${desk.id}/around?unit=${unit}&seq=${desk.seq}`);
  about = null;
  desk.answer = () => [
    make("h2", {}, unitName(unit), ": ", word("people_around")),
    ways.length ? make("p", { class: "soft" }, word("people_price")) : make("p", {}, word("people_no_way")),
    ...ways.map(way),
    button("‹ " + word("people_open"), show),
  ];
  changed([]);
}

/** A version with its price: what differs in figures, and who has to be asked again. */
function way(each) {
  const words = { ...app.content.indicators, disturbed: app.content.words.ceases };
  const rows = Object.entries(each.indicators)
    .filter(([key, of]) => key in words && of.before !== of.after && of.before !== null && of.after !== null);
  return make("section", { class: "card way" },
    make("h3", {}, `${word("people_version")} ${each.seq}`, each.names.length ? ` – ${each.names.join(", ")}` : ""),
    make("p", {}, make("b", {}, word("people_" + each.how))),
    make("table", { class: "figures" }, ...rows.map(([key, of]) => make("tr", {},
      make("th", { scope: "row" }, say(words[key])),
      make("td", {}, figure(of.before)), make("td", { class: "new" }, figure(of.after)),
      make("td", {}, (of.after > of.before ? "+" : "") + figure(of.after - of.before))))),
    make("p", {}, `${word("people_again")}: `,
      each.again.length ? each.again.map(unitName).join(", ") : "–"),
    button(word("people_go"), () => (each.names[0] in desk.heads && desk.heads[each.names[0]] === each.seq
      ? reload(each.names[0]) : act([{ kind: "goto", to: each.seq }]))));
}

const figure = (of) => number(of, Number.isInteger(of) ? 0 : 2);

/** An opinion noted by hand: of the unit that is chosen. */
function hearing() {
  const unit = current();
  if (!unit) return make("p", { class: "soft" }, word("choose"));
  const fields = { hamlet: input("people_hamlet"), households: input("people_all", "number"),
                   took_part: input("people_took", "number"), agree: input("people_agree", "number"),
                   disagree: input("people_disagree", "number") };
  return form(unitName(unit), Object.values(fields), word("people_note"), async () => {
    const counts = Object.fromEntries(["households", "took_part", "agree", "disagree"]
      .map((key) => [key, Number(fields[key].input.value)]));
    await act([{ kind: "opinion", unit, hamlet: fields.hamlet.input.value.trim(), ...counts }]);
  }, "hearing", unit);
}

function comment(each, writes) {
  const answer = input("people_answer", "text", each.answer);
  return make("section", { class: "card" },
    make("p", {}, make("b", {}, `${each.number}. ${each.document} `),
      make("span", { class: "soft" }, [each.day, ...each.units].filter(Boolean).join(" · "))),
    make("p", {}, each.said),
    make("p", { class: each.settled ? "good" : "poor" }, each.settled || word("people_open_yet")),
    writes ? form("", [answer], word("people_answer"), async () => {
      await act([{ kind: "answer", number: each.number, text: answer.input.value.trim(), to: desk.seq }]);
    }, `answer-${each.number}`) : each.answer ? make("p", {}, each.answer) : null);
}

function commenting() {
  const fields = { document: input("people_document", "text", "", true), day: input("people_day"),
                   text: input("people_text", "text", "", true) };
  return form(desk.chosen.map(unitName).join(", "), Object.values(fields), word("people_comment"), async () => {
    const texts = Object.fromEntries(Object.entries(fields).map(([key, of]) => [key, of.input.value.trim()]));
    await act([{ kind: "comment", ...texts, units: desk.chosen, to: desk.seq }]);
  }, "commenting");
}

function inviting() {
  const name = input("people_name", "text", "", true);
  const role = make("select", { "aria-label": word("people_role") },
    ...["reader", "editor", "chair"].map((key) => make("option", { value: key }, word("people_" + key))));
  const place = make("p", { role: "status", id: "invitation" });
  const made = form(word("people_invite"), [name, { input: role, label: role }], word("people_invite"), async () => {
    const { address } = await send("invitations", { name: name.input.value.trim(), role: role.value });
    place.replaceChildren(word("people_address"), " ", make("code", {}, address));
    return STAY;
  }, "inviting");
  made.append(place);
  return made;
}

function file(words, path) {
  const field = make("input", { type: "file", accept: ".csv,.xlsx", id: `${path}-file` });
  field.style.maxWidth = "100%";
  field.addEventListener("change", async () => {
    const brought = field.files[0];
    if (!brought) return;
    try {
      const bytes = new Uint8Array(await brought.arrayBuffer());
      const data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
      const taken = await send(`w/${desk.id}/${path}`,
        { name: brought.name.slice(-100), data, branch: desk.branch, by: desk.by });
      await reload();
      await show();
      desk.note(`${word("people_taken")}: ${number(taken.count)}`);
    } catch (refusal) { desk.refuse(refusal); }
  });
  return make("label", {}, word(words), " ", field);
}

function input(words, type = "text", value = "", required = false) {
  const made = make("input", { type, value, min: type === "number" ? 0 : null, size: 12,
                               required: required || type === "number" ? "" : null });
  return { input: made, label: make("label", {}, word(words), " ", made) };
}

const STAY = "stay";
function form(title, fields, words, todo, id, of = "") {
  const made = make("form", { id }, title ? make("b", {}, title) : null,
    ...fields.map((each) => make("p", {}, each.label)), make("button", { type: "submit" }, words));
  const key = [desk.id, id, of].join();
  for (const [i, { input }] of fields.entries()) {
    input.id = `${id}-${i}`;
    if (drafts.has(key)) input.value = drafts.get(key)[i];
  }
  made.addEventListener("input", () => drafts.set(key, fields.map((each) => each.input.value)));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    todo().then((after) => {
      drafts.delete(key);
      return after === STAY ? null : show();
    }).catch(desk.refuse);
  });
  return made;
}

function button(words, todo, style = "", id = null) {
  const made = make("button", { type: "button", class: style, id }, words);
  made.addEventListener("click", () => todo().catch(desk.refuse));
  return made;
}
