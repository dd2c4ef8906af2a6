// Keys: off while something is typed, so that Telex and VNI are safe.

import { desk } from "./desk.js";

const TYPING = "input, textarea, select, dialog *";

export function onKeys(doIt) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.target.closest?.(TYPING)) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    let name = null;
    if (control) name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[key] ?? null;
    else if (!event.altKey) {
      name = {
        ArrowUp: "go", ArrowDown: "go", ArrowLeft: "go", ArrowRight: "go", " ": "also",
        Enter: "enter", Escape: "leave", m: "merge", a: "move", t: "split", l: "lock", k: "apart",
        r: "rename", n: "next", s: "solve", w: "try_keep", "/": "find", p: "present", b: "table", y: "layer",
        x: "reject", d: "offer",
        "?": "help",
      }[key] ?? null;
    }
    // A button that has the focus keeps its own keys, but not while something is pointed at.
    const onButton = !desk.target && event.target.closest?.("button, summary, a") !== null
      && ["Enter", " "].includes(event.key);
    if (!name || (onButton && event.target !== document.body)) return;
    event.preventDefault();
    doIt(name, event.key);
  });
}
