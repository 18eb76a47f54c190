// Confirm dialogs before an action is sent, and the plain notice dialog.

import { textObject } from "./blocks.js";
import { h } from "./dom.js";
import { plain } from "./field-parts.js";

const dialog = document.getElementById("confirm");

// Resolves to true when the person says yes.
export function confirmed(confirm, scope) {
  if (!confirm) return Promise.resolve(true);
  return ask(plain(confirm.title), textObject(confirm.text, scope), [
    [plain(confirm.deny), "", false],
    [plain(confirm.confirm), confirm.style ?? "primary", true],
  ]);
}

export function notice(title, text) {
  return ask(title, document.createTextNode(text), [["Close", "primary", true]]);
}

function ask(title, content, choices) {
  return new Promise((resolve) => {
    const done = (answer) => {
      dialog.onclose = null;
      dialog.close();
      resolve(answer);
    };
    const buttons = choices.map(([label, style, answer]) =>
      h("button", { type: "button", class: `button ${style}`, onclick: () => done(answer) }, label),
    );
    dialog.replaceChildren(
      h("h2", { id: "confirm-title" }, title),
      h("div", { id: "confirm-text", class: "text" }, content),
      h("div", { class: "dialog-buttons" }, buttons),
    );
    dialog.onclose = () => resolve(false);
    dialog.showModal();
    buttons.at(-1).focus();
  });
}
