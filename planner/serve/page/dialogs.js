// What is asked of the reader, and refusals: in dialogs that a keyboard can leave.

import { said } from "./api.js";
import { act, desk, named, reload } from "./desk.js";

function show(...parts) {
  const dialog = make("dialog", {}, ...parts);
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  return dialog;
}

/** Ask for a line of text, or only for a yes; null if the reader leaves. */
export function ask(question, value = null) {
  return new Promise((answer) => {
    const input = value === null ? null : make("input", { type: "text", value, "aria-label": question });
    const yes = make("button", { type: "submit", class: "main" }, word("ok"));
    const no = make("button", { type: "button" }, word("cancel"));
    const form = make("form", { method: "dialog" }, make("p", {}, question), input, yes, no);
    const dialog = show(form);
    let result = null;
    form.addEventListener("submit", () => { result = input ? input.value.trim() : true; });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => answer(result || null));
    input?.select();
  });
}

export function tell(...parts) {
  const close = make("button", { type: "button", class: "main" }, word("close"));
  const dialog = show(...parts, close);
  close.addEventListener("click", () => dialog.close());
}

export function refuse(refusal) {
  if (!refusal?.body) throw refusal;
  const faults = (refusal.body.problems ?? [])
    .map((problem) => make("p", { class: "fault" }, named(said(problem.text))));
  if (refusal.status !== 409) {
    tell(...faults);
    return;
  }
  const choice = (key, todo) => {
    const made = make("button", { type: "button" }, word(key));
    made.addEventListener("click", async () => {
      dialog.close();
      await todo().catch(refuse);
    });
    return made;
  };
  const mine = refusal.body.mine;
  const theirs = refusal.body.theirs.map((each) =>
    make("li", {}, `${each.by || "–"}: ${say(app.content.kinds[each.kind])}`));
  const seen = desk.seq;
  const dialog = show(make("p", {}, word("conflict")), make("ul", {}, ...theirs), ...faults,
    choice("keep_theirs", () => reload()),
    choice("keep_mine", async () => { await reload(); await act([mine]); }),
    choice("new_branch", async () => {
      const name = await ask(word("branch_name"), `${desk.by || desk.branch} 2`);
      if (name) { await act([{ kind: "branch", name, to: seen }, mine], seen); await reload(name); }
    }));
}
