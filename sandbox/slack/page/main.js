// The page as a whole: what is chosen, what is shown, and keeping it up to date.

import { fetchState, listen, post } from "./api.js";
import { startBeside } from "./beside.js";
import { h, syncList } from "./dom.js";
import { showHome } from "./home.js";
import { showMessages } from "./messages.js";
import { onEscape, showModal } from "./modal.js";
import { startTheme } from "./theme.js";

const $ = (id) => document.getElementById(id);
const remembered = window.localStorage;
const chosen = { user: remembered.getItem("user") ?? "", place: "", tab: "messages" };
const lastSeen = new Map();
const drafts = new Map();
let state = null;
let loading = false;
let again = false;
let troubles = null;

// Keeping up to date ------------------------------------------------------------

async function refresh() {
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  try {
    do {
      again = false;
      const asked = chosen.user;
      const news = await fetchState(asked);
      if (asked === chosen.user) show(news);
      else again = true;
    } while (again);
  } catch (error) {
    sayTrouble("The stand-in does not answer. Is it still running?");
    console.error(error);
  } finally {
    loading = false;
  }
}

function show(news) {
  state = news;
  if (chosen.user !== state.me.id) chosen.user = state.me.id;
  if (!currentChannel()) chosen.place = (state.channels.find((one) => one.bot_is_in) ?? state.channels[0]).id;
  document.documentElement.lang = state.me.locale;
  showTop();
  showSidebar();
  showPlace();
  showModal(state, sayTrouble);
  showTroubles();
}

function currentChannel() {
  return state.channels.find((one) => one.id === chosen.place);
}

function appChannel() {
  return state.channels.find((one) => one.kind === "im");
}

// The bar on top ----------------------------------------------------------------

function showTop() {
  $("team").textContent = state.team.name;
  document.title = `${state.team.name} - Slack stand-in`;
  const people = state.users.filter((user) => user.selectable);
  const print = people.map((user) => user.id).join();
  if ($("user").dataset.print !== print) {
    $("user").dataset.print = print;
    $("user").replaceChildren(...people.map((user) => h("option", { value: user.id }, user.real_name)));
  }
  $("user").value = state.me.id;
  $("language").value = state.me.locale.slice(0, 2);
  $("user-kind").textContent = state.me.kind;
  $("user-kind").hidden = state.me.kind === "member";
}

$("user").addEventListener("change", () => {
  chosen.user = $("user").value;
  remembered.setItem("user", chosen.user);
  if (currentChannel()?.kind === "im") chosen.place = "";
  chosen.tab = "messages";
  troubles = null;
  $("trouble").replaceChildren();
  refresh();
});

$("language").addEventListener("change", async () => {
  await post("language", { user: state.me.id, language: $("language").value }).catch(sayTrouble);
  if (atHome()) post("open_home", { user: state.me.id }).catch(sayTrouble);
});

// The sidebar ---------------------------------------------------------------------

function showSidebar() {
  const rooms = state.channels.filter((one) => one.kind !== "im");
  const items = rooms.map((room) => ({
    key: room.id,
    data: { room, current: room.id === chosen.place, unread: unread(room.id) },
  }));
  syncList($("channels"), items, channelItem);
  $("app-name").textContent = state.app.name;
  const inApp = currentChannel()?.kind === "im";
  $("tab-home").setAttribute("aria-selected", String(inApp && chosen.tab === "home"));
  $("tab-messages").setAttribute("aria-selected", String(inApp && chosen.tab === "messages"));
  const app = appChannel();
  $("tab-messages").classList.toggle("unread", Boolean(app) && unread(app.id));
  $("app-tabs").hidden = !app;
  showShortcuts();
}

function showShortcuts() {
  const global = state.shortcuts.filter((one) => one.kind === "global");
  $("shortcuts").hidden = !global.length;
  syncList($("shortcut-list"), global.map((one) => ({ key: one.callback_id, data: one })), (one) => {
    const use = () => post("shortcut", { user: state.me.id, callback_id: one.callback_id }).catch(sayTrouble);
    return h("li", {}, h("button", { class: "room", onclick: use }, one.name));
  });
}

function channelItem({ room, current, unread: fresh }) {
  const props = {
    class: `room ${fresh ? "unread" : ""}`,
    "aria-current": current ? "page" : null,
    "data-focus": room.id,
    onclick: () => go(room.id, "messages"),
  };
  return h("li", {}, h("button", props, `#${room.name}`));
}

function latest(channel) {
  return (state.messages[channel] ?? []).at(-1)?.ts ?? "";
}

function unread(channel) {
  const key = `${state.me.id}/${channel}`;
  if (channel === chosen.place && !atHome()) lastSeen.set(key, latest(channel));
  if (!lastSeen.has(key)) lastSeen.set(key, latest(channel));
  return latest(channel) > lastSeen.get(key);
}

function go(channel, tab) {
  drafts.set(chosen.place, $("composer-text").value);
  chosen.place = channel;
  chosen.tab = tab;
  $("composer-text").value = drafts.get(channel) ?? "";
  show(state);
  $("scroller").scrollTop = $("scroller").scrollHeight;
}

$("tab-home").addEventListener("click", () => openApp("home"));
$("tab-messages").addEventListener("click", () => openApp("messages"));
$("app-tabs").addEventListener("keydown", (event) => {
  if (!/^Arrow(Up|Down|Left|Right)$/.test(event.key)) return;
  event.preventDefault();
  (document.activeElement === $("tab-home") ? $("tab-messages") : $("tab-home")).focus();
});

function openApp(tab) {
  const app = appChannel();
  if (!app) return;
  go(app.id, tab);
  post(`open_${tab}`, { user: state.me.id }).catch(sayTrouble);
}

// The place one looks at -------------------------------------------------------------

function atHome() {
  return chosen.tab === "home" && currentChannel()?.kind === "im";
}

function showPlace() {
  const channel = currentChannel();
  const isApp = channel.kind === "im";
  $("place-name").textContent = isApp ? state.app.name : `#${channel.name}`;
  placeNote(channel);
  $("messages").hidden = atHome();
  $("home").hidden = !atHome();
  $("composer").hidden = atHome();
  if (atHome()) showHome($("home"), state, sayTrouble);
  else keepingAtBottom(() => showMessages($("messages"), state, channel, sayTrouble));
  $("composer-text").disabled = !channel.writable;
  $("composer-send").disabled = !channel.writable;
  $("composer-text").placeholder = channel.writable ? `Message ${isApp ? state.app.name : `#${channel.name}`}` : "Nobody can write here any more";
  const waiting = state.pending.filter((one) => one.channel === channel.id);
  syncList($("pending"), waiting.map((one, index) => ({ key: `${index}-${one.text}`, data: one })), (one) =>
    h("p", { class: "waiting" }, `Sending ${one.text} …`),
  );
}

function placeNote(channel) {
  const notes = [
    [channel.is_archived, "archived"],
    [!channel.bot_is_in, `${state.app.name} is not in this channel`],
  ];
  const note = notes.find(([holds]) => holds)?.[1] ?? "";
  $("place-note").textContent = note;
  $("place-note").hidden = !note;
}

function keepingAtBottom(change) {
  const scroller = $("scroller");
  const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
  change();
  if (near) scroller.scrollTop = scroller.scrollHeight;
}

// The message box --------------------------------------------------------------------

$("composer-text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
});

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("composer-text").value.trim();
  if (!text) return;
  $("composer-text").value = "";
  $("scroller").scrollTop = $("scroller").scrollHeight;
  post("send", { user: state.me.id, channel: chosen.place, text }).catch(sayTrouble);
});

// Trouble ------------------------------------------------------------------------------

function showTroubles() {
  const count = state.troubles.length;
  if (troubles !== null && count > troubles) sayTrouble(state.troubles.at(-1));
  troubles = count;
}

function sayTrouble(trouble) {
  const words = trouble instanceof Error ? trouble.message : String(trouble);
  const dismiss = h("button", { class: "tool", "aria-label": "Dismiss", onclick: () => $("trouble").replaceChildren() }, "✕");
  $("trouble").replaceChildren(h("p", {}, words, dismiss));
}

// Start ----------------------------------------------------------------------------------

startTheme($("theme"), remembered);
startBeside($("beside"), $("beside-toggle"), remembered, sayTrouble);
onEscape(() => state, sayTrouble);
const permalink = /^\/archives\/([A-Z0-9]+)\//.exec(window.location.pathname);
if (permalink) chosen.place = permalink[1];
listen(refresh, () => {});
refresh();
