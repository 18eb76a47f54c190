// Twikey as it stands: its invoices, what the customer pays, and the mails it sent.

import { act, euro, line } from "./beside.js";
import { h, syncList } from "./dom.js";

const LATEST = 25;
const STATES = { BOOKED: "open", PENDING: "being collected", PAID: "paid", EXPIRED: "past due", ARCHIVED: "archived" };

export function twikeyPanel({ ask, act: does }) {
  const list = h("div", { class: "lines" });
  const mails = h("ul", { class: "mails", "aria-label": "Mails Twikey sent" });
  const count = h("summary", {}, "Mails sent");
  const search = h("input", { class: "control", type: "search", "aria-label": "Find in Twikey", placeholder: "Number" });
  const opened = new Set();
  let invoices = [];

  const show = () => {
    const wanted = search.value.trim().toLowerCase();
    const found = invoices.filter((one) => one.number.toLowerCase().includes(wanted));
    const items = found.slice(0, LATEST).map((one) => ({ key: one.id, data: { one, open: opened.has(one.id) } }));
    syncList(list, items, ({ one, open }) => {
      const toggled = (now) => (now ? opened.add(one.id) : opened.delete(one.id));
      return line({ key: one.id, nodes: summary(one) }, deeds(one, does), open, toggled);
    });
  };
  search.addEventListener("input", show);
  const refresh = async () => {
    const [told, sent] = await Promise.all([ask("invoices"), ask("mails")]);
    invoices = told.sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
    count.textContent = `Mails sent: ${sent.length}`;
    const latest = sent.slice(-LATEST).reverse();
    syncList(mails, latest.map((one) => ({ key: `${one.invoice_id}-${one.at}`, data: one })), mail);
    show();
  };
  const node = h("section", { class: "panel", "aria-label": "Twikey" }, h("h2", {}, "Twikey"), h("details", { class: "new" }, count, mails), search, list);
  return { node, refresh };
}

function summary(one) {
  const state = STATES[one.state] ?? one.state.toLowerCase();
  return [
    h("strong", {}, one.number),
    h("span", { class: "line-amount" }, euro(one.amount)),
    h("span", { class: "line-note" }, `${state}, ${one.pdf_bytes ? "with PDF" : "no PDF"}`),
  ];
}

function deeds(one, does) {
  const paid = one.state === "PAID" ? null : act("The customer pays", one.number, () => does("pay", { id: one.id }));
  const remove = act("Delete at Twikey", one.number, () => does("delete", { id: one.id }));
  return h("div", { class: "deeds" }, h("p", { class: "hint" }, `Profile ${one.ct ?? "none"}, due ${one.duedate}`), ...[paid, remove].filter(Boolean));
}

function mail(one) {
  const file = one.with_pdf ? "with the PDF" : "without a PDF";
  return h("li", {}, `${one.number}: ${one.kind} to ${one.to} ${file}`);
}
