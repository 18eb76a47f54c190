// Menus that are more than a native control: overflow, and options looked up by typing.

import { h } from "./dom.js";
import { common, focusMark, plain, register, touched } from "./field-parts.js";

export function overflow(element, use) {
  const menu = h("div", { role: "menu", class: "menu", hidden: true });
  const opener = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-focus": focusMark(element),
      onclick: () => toggle(menu.hidden),
    },
    "⋯",
  );
  const toggle = (open) => {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) menu.firstElementChild.focus();
    else opener.focus();
  };
  for (const option of element.options) {
    const choose = () => {
      toggle(false);
      use.scope.press(use.block, element, option.value);
      if (option.url) window.open(option.url, "_blank", "noopener");
    };
    menu.append(h("button", { type: "button", role: "menuitem", onclick: choose }, plain(option.text)));
  }
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") toggle(false);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...menu.children];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  });
  return h("div", { class: "menu-holder" }, opener, menu);
}

// A menu whose options the app looks up while one types.
export function external(element, use) {
  const multiple = element.type.startsWith("multi");
  let chosen = multiple ? [...(use.held ?? [])] : use.held;
  const list = h("div", { role: "listbox", "aria-label": `${use.name}: options`, class: "menu static", hidden: true });
  const input = h("input", {
    ...common(element, use),
    role: "combobox",
    type: "text",
    class: "control",
    placeholder: plain(element.placeholder),
    "aria-expanded": "false",
    oninput: async () => show(await use.scope.suggest(use.block, element, input.value)),
  });
  input.value = multiple ? "" : (chosen ?? "");
  const show = (options) => {
    list.replaceChildren(
      ...options.map((option) =>
        h("button", { type: "button", role: "option", onclick: () => pick(option) }, plain(option.text)),
      ),
    );
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const pick = (option) => {
    chosen = multiple ? [...chosen, option.value] : option.value;
    input.value = plain(option.text);
    show([]);
    touched(element, use);
  };
  register(element, use, () => chosen);
  return h("div", { class: "menu-holder" }, input, list);
}
