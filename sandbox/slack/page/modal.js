// Modals: the topmost view of the stack in one dialog.

import { post } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { h, replaceKeepingFocus } from "./dom.js";
import { plain } from "./field-parts.js";
import { makeScope, readFields } from "./scopes.js";

const dialog = document.getElementById("modal");
let shown = null;

export function showModal(state, onTrouble) {
  const view = state.modals.at(-1);
  if (!view) return hide();
  const print = JSON.stringify([view.id, view.hash, view.errors, view.notice, state.me.id]);
  if (shown?.print !== print) {
    const drafts = shown?.view.id === view.id ? readFields(shown.scope.fields) : null;
    render(view, state, drafts, print, onTrouble);
  }
  if (!dialog.open) dialog.showModal();
  return undefined;
}

function hide() {
  shown = null;
  if (dialog.open) dialog.close();
}

function render(view, state, drafts, print, onTrouble) {
  const scope = makeScope({
    state,
    target: { view_id: view.id },
    held: view.state.values,
    errors: view.errors,
    drafts,
    onTrouble,
  });
  const same = shown?.view.id === view.id;
  shown = { view, scope, print };
  const form = h(
    "form",
    { novalidate: true, autocomplete: "off" },
    head(view, state, onTrouble),
    view.notice ? h("p", { class: "error", role: "alert" }, view.notice) : null,
    h("div", { class: "modal-blocks" }, renderBlocks(view.blocks, scope)),
    foot(view, state, onTrouble),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(view, state, scope, form, onTrouble);
  });
  if (same && dialog.firstElementChild) replaceKeepingFocus(dialog.firstElementChild, form);
  else dialog.replaceChildren(form);
  const wrong = form.querySelector("[aria-invalid]");
  if (wrong) wrong.focus();
  else if (!same) (form.querySelector("[autofocus]") ?? form.querySelector(".modal-blocks :is(input, select, textarea, button)"))?.focus();
}

function head(view, state, onTrouble) {
  return h(
    "header",
    {},
    h("h2", { id: "modal-title" }, plain(view.title)),
    h("button", { type: "button", class: "tool", "aria-label": "Close dialog", onclick: () => close(view, state, onTrouble) }, "✕"),
  );
}

function foot(view, state, onTrouble) {
  const buttons = [
    h("button", { type: "button", class: "button", "data-focus": "close", onclick: () => close(view, state, onTrouble) }, plain(view.close) || (view.submit ? "Cancel" : "Close")),
  ];
  if (view.submit) {
    buttons.push(h("button", { type: "submit", class: "button primary", "data-focus": "submit" }, plain(view.submit)));
  }
  return h("div", { class: "dialog-buttons" }, h("span", { role: "status", class: "sending" }), buttons);
}

async function submit(view, state, scope, form, onTrouble) {
  const button = form.querySelector("button[type=submit]");
  const status = form.querySelector(".sending");
  if (!button || button.disabled) return;
  button.disabled = true;
  status.textContent = "Sending…";
  const body = { user: state.me.id, view_id: view.id, entered: readFields(scope.fields) };
  await post("submit", body).catch(onTrouble);
  button.disabled = false;
  status.textContent = "";
}

function close(view, state, onTrouble) {
  return post("close", { user: state.me.id, view_id: view.id }).catch(onTrouble);
}

// The server knows which modals are open: Escape asks it, instead of just hiding one.
export function onEscape(currentState, onTrouble) {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (shown) close(shown.view, currentState(), onTrouble);
  });
}
