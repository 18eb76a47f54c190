// The messages of a conversation: articles with their sender, threads below them.

import { post } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { clockTime, dayOf, fullTime } from "./dates.js";
import { notice } from "./dialogs.js";
import { h, syncList, uniqueId } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { makeReader, makeScope } from "./scopes.js";

export function showMessages(container, state, channel, onTrouble) {
  const messages = state.messages[channel.id] ?? [];
  const settings = { me: state.me, names: state.users.map((user) => user.real_name), shortcuts: state.shortcuts };
  const items = [];
  let day = "";
  for (const message of inOrder(messages)) {
    const date = dayOf(message.ts, makeReader(state));
    if (date !== day) items.push({ key: `day-${date}`, data: { day: date } });
    day = date;
    const followed = follows(items.at(-1)?.data.message, message);
    items.push({ key: message.ts + (message.is_ephemeral ? "-e" : ""), data: { message, followed, settings } });
  }
  syncList(container, items, (data) => (data.day ? dayLine(data.day) : article(data, state, onTrouble)));
  empty(container, items.length, channel);
}

function empty(container, count, channel) {
  const words = container.querySelector(".nothing");
  if (count) words?.remove();
  else if (!words) container.append(h("p", { class: "nothing" }, "Nothing has been said here yet."));
  if (!count) container.querySelector(".nothing").dataset.key = `nothing-${channel.id}`;
}

// Replies stand right below what they answer.
function inOrder(messages) {
  const roots = messages.filter((one) => !isReply(one, messages));
  return roots.flatMap((root) => [root, ...messages.filter((one) => isReply(one, messages) && one.thread_ts === root.ts)]);
}

function isReply(message, messages) {
  return (
    message.thread_ts && message.thread_ts !== message.ts && messages.some((one) => one.ts === message.thread_ts)
  );
}

// A sender's next message within five minutes shows no second name and picture.
function follows(earlier, message) {
  return (
    Boolean(earlier) &&
    earlier.user === message.user &&
    earlier.is_ephemeral === message.is_ephemeral &&
    earlier.thread_ts === message.thread_ts &&
    message.ts - earlier.ts < 300
  );
}

function dayLine(day) {
  return h("p", { class: "day" }, h("span", {}, day));
}

function article({ message, followed }, state, onTrouble) {
  const reader = makeReader(state);
  const sender = state.users.find((user) => user.id === message.user);
  const name = message.username ?? sender?.real_name ?? message.user;
  const isApp = Boolean(message.bot_id) || sender?.kind === "app";
  const titleId = uniqueId("sender");
  const body = h("div", { class: "body" }, ...content(message, state, onTrouble), ...files(message));
  const classes = ["message", followed ? "followed" : "", message.is_ephemeral ? "ephemeral" : ""];
  if (message.thread_ts && message.thread_ts !== message.ts) classes.push("reply");
  return h(
    "article",
    { class: classes.filter(Boolean).join(" "), "aria-labelledby": titleId, "data-ts": message.ts },
    message.is_ephemeral ? h("p", { class: "only-you" }, "Only visible to you") : null,
    h("span", { class: `avatar ${isApp ? "avatar-app" : shade(message.user)}`, "aria-hidden": "true" }, name[0]),
    h(
      "header",
      {},
      h("strong", { id: titleId }, name),
      isApp ? h("span", { class: "badge" }, "APP") : null,
      h("time", { datetime: new Date(message.ts * 1000).toISOString(), title: fullTime(message.ts, reader) }, clockTime(message.ts, reader)),
      message.edited ? h("span", { class: "edited" }, "(edited)") : null,
    ),
    body,
    tools(message, state, onTrouble),
  );
}

function shade(user) {
  return `shade-${[...user].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6}`;
}

function content(message, state, onTrouble) {
  const target = { channel: message.channel, ts: message.ts };
  const scope = makeScope({ state, target, held: message.state, onTrouble });
  if (!message.blocks?.length) return [h("div", { class: "text" }, mrkdwn(message.text, scope.reader))];
  return renderBlocks(message.blocks, scope);
}

function files(message) {
  return (message.files ?? []).map((file) => {
    const address = `/_page/files/${encodeURIComponent(file.id)}`;
    const readable = file.mimetype.startsWith("text/") || file.mimetype === "application/json";
    return h(
      "div",
      { class: "file" },
      h("span", { class: "file-icon", "aria-hidden": "true" }, file.name.split(".").pop().slice(0, 4).toUpperCase()),
      h("div", {}, h("strong", {}, file.title), h("div", { class: "hint" }, `${file.name}, ${size(file.size)}`)),
      h("a", { class: "button", href: address, target: "_blank", rel: "noopener" }, "Preview"),
      h("a", { class: "button", href: `${address}?download`, download: file.name }, "Download"),
      file.mimetype.startsWith("image/") ? h("img", { class: "picture", src: address, alt: file.alt_txt || file.title }) : null,
      readable ? excerpt(address) : null,
    );
  });
}

function excerpt(address) {
  const shown = h("pre", {});
  const details = h("details", {}, h("summary", {}, "First lines"), shown);
  details.addEventListener("toggle", async () => {
    if (!details.open || shown.textContent) return;
    const text = await (await fetch(address)).text();
    shown.textContent = text.split("\n").slice(0, 12).join("\n");
  });
  return details;
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${Math.round(bytes / 1024)} kB`;
}

function tools(message, state, onTrouble) {
  const buttons = [];
  if (message.blocks?.length) {
    const show = () => notice("Notification text", message.text || "(none: notifications would be empty)");
    buttons.push(h("button", { type: "button", class: "tool", onclick: show, "data-focus": "fallback" }, "Notification text"));
  }
  if (!message.is_ephemeral && !(message.thread_ts && message.thread_ts !== message.ts)) {
    const reply = (event) => openReply(event.target.closest("article"), message, state, onTrouble);
    buttons.push(h("button", { type: "button", class: "tool", onclick: reply, "data-focus": "reply" }, "Reply in thread"));
  }
  for (const shortcut of state.shortcuts.filter((one) => one.kind === "message")) {
    const body = { user: state.me.id, channel: message.channel, ts: message.ts, callback_id: shortcut.callback_id };
    const use = () => post("shortcut", body).catch(onTrouble);
    buttons.push(h("button", { type: "button", class: "tool", onclick: use }, shortcut.name));
  }
  return h("div", { class: "tools" }, buttons);
}

function openReply(article, message, state, onTrouble) {
  if (article.querySelector("form.reply-form")) return;
  const box = h("input", { class: "control", type: "text", "aria-label": "Reply", placeholder: "Reply…" });
  const form = h("form", { class: "reply-form" }, box, h("button", { class: "button primary", type: "submit" }, "Send reply"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!box.value.trim()) return;
    const body = { user: state.me.id, channel: message.channel, text: box.value, thread_ts: message.ts };
    form.remove();
    await post("send", body).catch(onTrouble);
  });
  article.append(form);
  box.focus();
}
