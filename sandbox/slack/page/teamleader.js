// Teamleader as a bookkeeper uses it: make an invoice, book it, change what became of it.

import { act, euro, line } from "./beside.js";
import { h, syncList } from "./dom.js";

const LATEST = 25;

export function teamleaderPanel({ ask, act: does }) {
  const list = h("div", { class: "lines" });
  const search = h("input", { class: "control", type: "search", "aria-label": "Find in Teamleader", placeholder: "Number or customer" });
  const customers = h("select", { class: "control", "aria-label": "Customer of the new invoice" });
  const amount = h("input", { class: "control", type: "number", step: "0.01", "aria-label": "Amount in EUR", value: "121.00" });
  const opened = new Set();
  let invoices = [];

  const create = (book) => does("draft", { total: amount.value, customer_id: customers.value, book });
  const form = h(
    "form",
    { class: "new-invoice", autocomplete: "off" },
    customers,
    amount,
    h("button", { type: "submit", class: "button" }, "Book it"),
    h("button", { type: "button", class: "button", onclick: () => create(false) }, "Save draft"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    create(true);
  });
  search.addEventListener("input", () => show());

  const show = () => {
    const wanted = search.value.trim().toLowerCase();
    const found = invoices.filter((one) => `${one.number ?? "draft"} ${one.customer}`.toLowerCase().includes(wanted));
    const items = found.slice(0, LATEST).map((one) => ({ key: one.id, data: { one, open: opened.has(one.id) } }));
    syncList(list, items, ({ one, open }) => row(one, open));
  };
  const row = (one, open) => {
    const toggled = (now) => (now ? opened.add(one.id) : opened.delete(one.id));
    return line({ key: one.id, nodes: summary(one) }, deeds(one, does), open, toggled);
  };
  const refresh = async () => {
    const [told, known] = await Promise.all([ask("invoices"), customers.options.length ? null : ask("customers")]);
    invoices = told.invoices.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
    if (known) customers.append(...known.customers.map((one) => h("option", { value: one.id }, one.name)));
    show();
  };
  const heading = h("h2", {}, "Teamleader");
  const node = h("section", { class: "panel", "aria-label": "Teamleader" }, heading, h("details", { class: "new" }, h("summary", {}, "New invoice"), form), search, list);
  return { node, refresh };
}

function summary(one) {
  return [
    h("strong", {}, one.number ?? "Draft"),
    h("span", { class: "line-amount" }, euro(one.total, one.currency)),
    h("span", { class: "line-note" }, `${one.customer}, ${stateOf(one)}`),
  ];
}

function stateOf(one) {
  if (one.status === "draft") return "draft";
  if (one.paid) return "paid";
  if (one.on_hold_since) return "on hold";
  if (one.due !== one.total) return `${euro(one.due)} open`;
  return "open";
}

function deeds(one, does) {
  const name = one.number ?? "the draft";
  const id = one.id;
  const isDraft = one.status === "draft";
  const pdf = { ready: "The PDF is ready.", waiting: "The PDF is not made yet.", never: "There is no PDF." }[one.pdf];
  const buttons = isDraft
    ? [act("Book", name, () => does("book", { id }))]
    : [
        payment(one, name, does),
        act("Credit", name, () => does("credit", { id })),
        holding(one, name, does),
        one.pdf === "ready" ? null : act("Make the PDF", name, () => does("pdf", { id })),
      ];
  const isZero = Number(one.total) === 0;
  const amount = isZero ? "121.00" : "0.00";
  const change = act(isZero ? "Set to 121.00" : "Set to zero", name, () => does("set_amount", { id, amount }));
  return h("div", { class: "deeds" }, h("p", { class: "hint" }, pdf), ...buttons.filter(Boolean), change, act("Delete", name, () => does("delete", { id })));
}

function payment({ id, paid }, name, does) {
  if (paid) return act("Remove payment", name, () => does("unpay", { id }));
  return act("Register payment", name, () => does("pay", { id }));
}

function holding({ id, on_hold_since: held }, name, does) {
  if (held) return act("Release", name, () => does("hold", { id, since: null }));
  return act("Put on hold", name, () => does("hold", { id }));
}
