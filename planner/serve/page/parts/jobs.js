// Questions to the optimizer: asked, followed while it works, answered.

import { end, said, send } from "../api.js";
import { act, changed, current, desk, ended, leaveAnswer, named, see, unitName } from "../desk.js";
import { freshPrices } from "../layers.js";
import { clock, number } from "./panel.js";

export async function solve(extent) {
  await ask({ kind: "solve", seq: desk.seq, extent, selection: extent === "outside" ? desk.chosen : [] });
}

export async function price(wish) {
  await ask({ kind: "price", seq: desk.seq, wish });
}

async function ask(question) {
  const job = await send(`w/${desk.id}/jobs`, question);
  if (!desk.jobs.has(job.name)) desk.jobs.set(job.name, job);
  desk.jobs.get(job.name).wish = question.wish;
  desk.awaited = job.name;
  // Its answer may have come before it was known that it is ours.
  show(desk.jobs.get(job.name));
  changed([]);
}

/** Write what was submitted: the folder of a run, with its dossier. */
export async function submit() {
  await ask({ kind: "submit", seq: desk.seq });
}

export async function stop(name) {
  await end(`w/${desk.id}/jobs/${name}`);
}

/** Take what the server says of a question. */
export function hear(job) {
  const before = desk.jobs.get(job.name);
  desk.jobs.set(job.name, { ...job, wish: before?.wish });
  if (job.kind === "borders") { borders(job, before); return; }
  // Told many times a second while the optimizer works: the rest of the page stays as it is.
  if (!ended(job) && before && Object.keys(job.result).length === Object.keys(before.result).length
      && before.result.proven === job.result.proven) {
    desk.drawJobs();
    return;
  }
  show(job);
  if (ended(job) && desk.applied === job.name) {
    desk.note([word(job.result.proven ? "proven" : "not_proven"),
               ...(job.result.standing ?? []).slice(0, 1).map(said)].join(". "));
  }
  if (job.kind === "solve" && job.state === "done") desk.questions = job.result.questions;
  changed([]);
}

/** Prices come in one after the other; they are told on the map. */
function borders(job, before) {
  if (job.state === "failed") { desk.awaited = job.name; show(job); }
  const more = job.seq === desk.seq && job.result.priced !== before?.result.priced;
  if (more) freshPrices(true).catch((refusal) => desk.refuse(refusal));
  if (ended(job)) changed([]);
  else desk.drawJobs();
}

/** An answer that came while nobody was there. */
export function lookAt(name) {
  leaveAnswer();
  desk.awaited = name;
  desk.unseen = desk.unseen.filter((each) => each !== name);
  show(desk.jobs.get(name));
  changed([]);
}

export const unseen = () => desk.unseen.slice(-1).map((name) => desk.jobs.get(name)).filter(Boolean);

export function waits(job) {
  return make("div", { class: "job", role: "status" }, `${word("unseen")} ${clock(job.at)}`,
    make("button", { type: "button", "data-look": job.name }, word("look")));
}

function show(job) {
  const known = job.state === "failed" || Object.keys(job.result).length > 0;
  if (known && desk.awaited === job.name) desk.answer = () => answered(desk.jobs.get(job.name));
}

export const working = () => [...desk.jobs.values()]
  .filter((job) => job.state === "waiting" || job.state === "running");

/** A question that is under way: stage, value and bound. */
export function progress(job) {
  const { step } = job;
  const time = make("span", { class: "soft", "data-since": job.at }, clock(job.at));
  const words = job.kind === "borders"
    ? [`${word("priced")} ${number(job.result.priced ?? 0)} ${word("of")} `,
       number(desk.ground.neighbours.length)]
    : step.stage
    ? [said(step.stage), ": ", number(step.value, 0), ` (${word("bound")} `, number(step.bound, 0), ")"]
    : [word("waiting")];
  return make("div", { class: "job", role: "status" }, ...words, " ", time,
    make("button", { type: "button", "data-stop": job.name }, word("stop")));
}

function answered(job) {
  if (job.state === "failed") return failed(job);
  if (job.kind === "conflicts") return conflicts(job);
  if (job.kind === "submit") return submitted(job);
  return job.kind === "price" ? priced(job) : solved(job);
}

function failed(job) {
  return [
    make("h3", {}, word("failed")),
    ...job.result.problems.map((problem) => make("p", { class: "fault" }, named(said(problem.text)))),
    job.kind === "conflicts" ? null : choose(word("conflicts"), () =>
      ask({ kind: "conflicts", seq: job.seq })),
  ].filter(Boolean);
}

function submitted(job) {
  return [
    make("h3", {}, word("submitted")),
    make("p", {}, job.result.folder),
    make("ul", {}, ...job.result.files.map((name) => make("li", {}, name))),
  ];
}

function conflicts(job) {
  const own = (demand) => desk.state.locks.find((lock) => lock.kind === demand.key
    && [...lock.codes].sort().join() === [...demand.what].sort().join());
  return [
    make("h3", {}, word("conflicts")),
    ...job.result.said.map((line) => make("p", {}, said(line))),
    ...job.result.choices.filter((choice) => choice.every(own)).map((choice) =>
      choose(`${word("give_up")}: ` + choice.map((each) =>
        say(app.content.locks[each.key]).replace("…", each.what.map(unitName).join(", ")))
        .join("; "), () => act([{ kind: "unlock",
          locks: choice.map((each) => [each.key, own(each).codes]) }]))),
  ];
}

function solved(job) {
  const { result } = job;
  const standing = result.standing.map(said);
  const same = !Object.keys(result.change.units).length;
  return [
    make("h3", {}, word("proposal"), " ",
      make("span", { class: "soft" }, `${word("proposal_of")} ${clock(job.at)}`)),
    ...standing.slice(0, 1).map((line) => make("p", { class: "if" }, line)),
    make("p", {}, `${word("units_now")}: `, make("b", {}, number(result.count)), " – ",
      make("span", { class: !result.proven ? "poor" : result.turns ? "if" : "good" },
        word(result.proven ? "proven" : job.state === "running" ? "proving" : "not_proven"))),
    same ? make("p", {}, word("no_change")) : offer(job),
    ...standing.slice(1).map((line) => make("p", { class: "soft" }, line)),
    make("ul", {}, ...result.stages.map((stage) => make("li", {}, said(stage.name), ": ",
      make("b", {}, number(stage.value)), " ", make("span", { class: "soft" }, said(stage.grade))))),
  ];
}

/** What was asked of an older state is never put on the map by itself. */
function offer(job) {
  if (job.seq === desk.seq) {
    return choose(word("apply"), () => put(job, []), "main", "apply");
  }
  return make("div", {}, make("p", { class: "hint" }, word("older")),
    choose(word("apply_branch"), () => put(job,
      [{ kind: "branch", name: `${word("proposal")} ${clock(job.at)} ${job.name.slice(0, 4)}`,
         to: job.seq }])));
}

async function put(job, first) {
  await act([...first, job.result.action], first.length ? job.seq : desk.seq);
  desk.applied = job.name;
  see(job.name);
  leaveAnswer();
  changed([]);
}

function priced(job) {
  const rows = job.result.more;
  const free = rows.every((row) => row.wish <= row.best);
  const wish = (job.wish ?? []).map(([kind, codes]) =>
    say(app.content.locks[kind]).replace("…", codes.map(unitName).join(", "))).join("; ");
  return [
    make("h3", {}, word("price"), ": ", wish),
    make("table", { class: "figures priced" },
      make("tr", {}, ...["best_known", "with_wish", "more"]
        .map((key) => make("th", { scope: "col" }, word(key)))),
      ...rows.flatMap((row) => [
        make("tr", {}, make("th", { colspan: 3, scope: "rowgroup" }, said(row.name),
          row.proven ? "" : ` (${word("not_proven")})`)),
        make("tr", {}, make("td", {}, number(row.best)), make("td", {}, number(row.wish)),
          make("td", { class: row.wish > row.best ? "poor" : "" },
            (row.wish > row.best ? "+" : "") + number(row.wish - row.best))),
      ])),
    free ? make("p", {}, word("price_none")) : null,
    Object.keys(job.result.change.units).length ? offer(job) : null,
  ].filter(Boolean);
}

function choose(words, todo, style = "", id = null) {
  const made = make("button", { type: "button", class: style, id }, words);
  made.addEventListener("click", () => todo().catch((refusal) => desk.refuse(refusal)));
  return made;
}

export const wishKeep = () => [["keep", [current()]]];
export const wishWith = (other) => [["together", [current(), other]]];
