// Slack's markup to elements. Nothing here parses HTML; links go only to the web and to mail.

import { formatDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";

// Order matters: code first, since nothing inside code is markup.
const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<ref>[^<>\\n]+)>",
    "(?<![\\w:]):(?<emoji>[a-z0-9_+-]+):",
    "(?<![\\w*])\\*(?<bold>[^\\s*](?:[^*\\n]*[^\\s*])?)\\*(?![\\w*])",
    "(?<![\\w])_(?<italic>[^\\s_](?:[^\\n]*?[^\\s_])?)_(?![\\w])",
    "(?<![\\w~])~(?<strike>[^\\s~](?:[^~\\n]*[^\\s~])?)~(?![\\w~])",
  ].join("|"),
);
const TAGS = { bold: "strong", italic: "em", strike: "s" };

export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function safeUrl(url) {
  return /^(https?:\/\/|mailto:)/i.test(url) ? url : null;
}

export function link(url, label) {
  const target = safeUrl(url);
  if (!target) return document.createTextNode(label);
  return h("a", { href: target, target: "_blank", rel: "noopener noreferrer" }, label);
}

// The whole text: code blocks, quotes and lines.
export function mrkdwn(text, reader) {
  const shown = document.createDocumentFragment();
  text.split(/\n?```\n?([\s\S]*?)\n?```\n?/).forEach((piece, index) => {
    if (index % 2) shown.append(h("pre", {}, unescape(piece)));
    else if (piece) shown.append(...quoted(piece, reader));
  });
  return shown;
}

function quoted(text, reader) {
  const nodes = [];
  let quote = null;
  let plain = false;
  for (const line of text.split("\n")) {
    const found = /^(?:>|&gt;)\s?(.*)$/.exec(line);
    if (found) {
      if (quote) quote.append(h("br"));
      else nodes.push((quote = h("blockquote")));
      quote.append(...inline(found[1], reader));
      plain = false;
    } else {
      if (plain) nodes.push(h("br"));
      nodes.push(...inline(line, reader));
      quote = null;
      plain = true;
    }
  }
  return nodes;
}

export function inline(text, reader) {
  const nodes = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    if (found.index) nodes.push(unescape(rest.slice(0, found.index)));
    nodes.push(render(found, reader));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) nodes.push(unescape(rest));
  return nodes;
}

function render(found, reader) {
  const groups = found.groups;
  if (groups.code !== undefined) return h("code", {}, unescape(groups.code));
  if (groups.ref !== undefined) return reference(groups.ref, reader);
  if (groups.emoji !== undefined) return emojiNode(groups.emoji);
  for (const [kind, tag] of Object.entries(TAGS)) {
    if (groups[kind] !== undefined) return h(tag, {}, inline(groups[kind], reader));
  }
  return found[0];
}

export function emojiNode(name) {
  const sign = emoji(name);
  if (!sign) return `:${name}:`;
  return h("span", { role: "img", "aria-label": name.replace(/_/g, " "), class: "emoji" }, sign);
}

function mention(text) {
  return h("span", { class: "mention" }, text);
}

function reference(content, reader) {
  const [target, ...labels] = content.split("|");
  const label = unescape(labels.join("|"));
  if (target.startsWith("@")) return mention(`@${reader.userName(target.slice(1)) ?? (label || target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${reader.channelName(target.slice(1)) ?? (label || target.slice(1))}`);
  if (target.startsWith("!date^")) return dateToken(target, label, reader);
  if (target.startsWith("!subteam^")) return mention(label || "@group");
  if (target.startsWith("!")) return mention(label || `@${target.slice(1)}`);
  const url = unescape(target);
  return link(url, label || url.replace(/^mailto:/, ""));
}

function dateToken(target, fallback, reader) {
  const [, seconds, format, url] = target.split("^");
  if (!/^\d+$/.test(seconds) || !format) return fallback;
  const shown = formatDate(seconds, format, reader);
  const time = h("time", { datetime: new Date(seconds * 1000).toISOString() }, shown);
  return url && safeUrl(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, time) : time;
}
