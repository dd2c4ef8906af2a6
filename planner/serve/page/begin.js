// The first page: all plans of the folder, and with what a new one begins.

import { read, send } from "./api.js";
import { desk } from "./desk.js";
import { refuse, tell } from "./dialogs.js";
import { clear, languageButton } from "./parts/frame.js";

const PLAN = "plan.csv";

/** A file that somebody brings, as the server takes it; null where there is none. */
export async function packed(file, name = file?.name) {
  if (!file) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte));
  return { name: name.slice(-100), data: btoa(letters.join("")) };
}

/** The plan of a run is one of the files of its folder. */
function planOf(files) {
  return [...files].filter((file) => file.name === PLAN)
    .sort((a, b) => a.webkitRelativePath.length - b.webkitRelativePath.length)[0];
}

/** With what a plan may begin: each gives what is sent beside name and scenario; null: nothing. */
function origins() {
  const folder = make("input", { id: "new-folder", type: "file", webkitdirectory: "" });
  const file = make("input", { id: "new-plan", type: "file", accept: ".csv,.xlsx,.ods,.xls" });
  return {
    today: { sent: async () => ({}) },
    adopted: { sent: async () => ({ adopted: true }) },
    run: { input: folder, sent: async () => {
      const plan = planOf(folder.files);
      return plan ? { plan: await packed(plan, plan.webkitRelativePath || PLAN) } : null;
    } },
    file: { input: file, sent: async () => {
      const plan = await packed(file.files[0]);
      return plan && { plan };
    } },
  };
}

export async function drawFirst(enter, again) {
  const [plans, about] = await Promise.all([read("workspaces"), read("scenarios")]);
  const name = make("input", { id: "new-name", type: "text", required: "", maxlength: 100 });
  const scenario = make("select", { id: "new-about" },
    ...about.map((each) => make("option", { value: each.key }, each.name)));
  const you = make("input", { id: "new-by", type: "text", maxlength: 100, value: desk.by });
  const ways = origins();
  const from = make("select", { id: "new-from" });
  const inputs = Object.entries(ways).filter(([, way]) => way.input)
    .map(([key, { input }]) => make("label", { id: `with-${key}` }, word(`begin_${key}`), input));
  const form = make("form", {}, make("h2", {}, word("new")),
    make("label", {}, word("about"), scenario), make("label", {}, word("call_it"), name),
    make("label", {}, word("you"), you), make("label", {}, word("begin_with"), from), ...inputs,
    make("button", { type: "submit", class: "main", id: "create" }, word("begin")));
  const choose = () => {
    for (const label of inputs) label.hidden = label.id !== `with-${from.value}`;
  };
  const suggest = () => {
    name.value = scenario.selectedOptions[0].textContent;
    const { adopted } = about[scenario.selectedIndex];
    from.replaceChildren(...Object.keys(ways).filter((key) => key !== "adopted" || adopted)
      .map((key) => make("option", { value: key },
        word(`begin_${key}`) + (key === "adopted" ? ` (${adopted})` : ""))));
    choose();
  };
  from.addEventListener("change", choose);
  scenario.addEventListener("change", suggest);
  suggest();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    desk.by = you.value.trim();
    localStorage.setItem("by", desk.by);
    form.querySelector("#create").disabled = true;
    try {
      const start = await ways[from.value].sent();
      if (start) {
        const made = await send("workspaces", { name: name.value, scenario: scenario.value,
                                                by: desk.by, ...start });
        await enter(made.id);
      } else tell(make("p", { class: "fault" }, word(`begin_${from.value}_none`)));
    } catch (refusal) { refuse(refusal); }
    form.querySelector("#create").disabled = false;
  });
  const list = plans.map((plan) => {
    const line = make("button", { type: "button" }, plan.name,
      make("span", { class: "soft" }, " " + new Date(plan.changed).toLocaleString(
        ["vi", "en"][app.language])));
    line.addEventListener("click", () => enter(plan.id).catch(refuse));
    return make("li", {}, line);
  });
  clear("first");
  document.title = word("title");
  document.body.prepend(make("main", { class: "start" },
    make("header", {}, make("h1", {}, word("title")), languageButton(again)), form,
    make("section", {}, make("h2", {}, word("open")),
      list.length ? make("ul", { class: "plans" }, ...list) : make("p", {}, word("none_yet")))));
}
