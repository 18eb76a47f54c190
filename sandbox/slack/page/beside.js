// The two systems beside Slack: what people do in Teamleader and see in Twikey.

import { h } from "./dom.js";
import { teamleaderPanel } from "./teamleader.js";
import { twikeyPanel } from "./twikey.js";

const EVERY = 2000;
const WIDE = 1360;
const PANELS = { teamleader: teamleaderPanel, twikey: twikeyPanel };

export async function startBeside(aside, toggle, remembered, onTrouble) {
  const { systems } = await (await fetch("/_page/beside")).json();
  if (!systems.length) return;
  const panels = systems.map((name) => PANELS[name](talker(name, onTrouble, () => refresh())));
  aside.append(...panels.map((panel) => panel.node));
  const refresh = () => Promise.all(panels.map((panel) => panel.refresh())).catch(onTrouble);
  const open = (shown) => {
    aside.hidden = !shown;
    toggle.setAttribute("aria-expanded", String(shown));
    if (shown) refresh();
  };
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    open(aside.hidden);
    remembered.setItem("beside", aside.hidden ? "closed" : "open");
  });
  const wanted = remembered.getItem("beside") ?? (window.innerWidth >= WIDE ? "open" : "closed");
  open(wanted === "open");
  setInterval(() => {
    if (!aside.hidden && !document.hidden) refresh();
  }, EVERY);
}

// Asks a system, and does something there: then everything is read again.
function talker(system, onTrouble, changed) {
  const call = async (name, options) => {
    const answer = await fetch(`/_page/beside/${system}/${name}`, options);
    const result = await answer.json();
    if (!answer.ok) throw new Error(result.error ?? `${system}: ${answer.status}`);
    return result;
  };
  return {
    ask: (name) => call(name),
    act: (name, body) =>
      call(name, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })
        .then(changed)
        .catch(onTrouble),
  };
}

export function euro(amount, currency = "EUR") {
  const shown = Number(amount).toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${currency} ${shown}`;
}

// A button whose full name also says which invoice it is about.
export function act(label, about, use) {
  const name = `${label}: ${about}`;
  return h("button", { type: "button", class: "button", "aria-label": name, "data-focus": name, onclick: use }, label);
}

// A line that opens to show what can be done with it; it stays open while it changes.
export function line(summary, content, open, onToggle) {
  const details = h("details", { class: "line", open }, h("summary", { "data-focus": summary.key }, summary.nodes), content);
  details.addEventListener("toggle", () => onToggle(details.open));
  return details;
}
