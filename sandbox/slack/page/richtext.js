// The rich_text block, tables and the markdown block.

import { formatDate } from "./dates.js";
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { emojiNode, link } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

export function richText(block, reader) {
  return h("div", { class: "rich" }, block.elements.map((element) => container(element, reader)));
}

function container(element, reader) {
  const parts = () => element.elements.map((one) => inlinePart(one, reader));
  switch (element.type) {
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `indent-${element.indent ?? 0}` },
        element.elements.map((item) => h("li", {}, item.elements.map((one) => inlinePart(one, reader)))),
      );
    case "rich_text_quote":
      return h("blockquote", {}, parts());
    case "rich_text_preformatted":
      return h("pre", {}, parts());
    default:
      return h("p", {}, parts());
  }
}

function inlinePart(part, reader) {
  let node = bare(part, reader);
  for (const [style, tag] of Object.entries(STYLES)) if (part.style?.[style]) node = h(tag, {}, node);
  return node;
}

function bare(part, reader) {
  const mention = (text) => h("span", { class: "mention" }, text);
  switch (part.type) {
    case "text":
      return document.createTextNode(part.text);
    case "link":
      return link(part.url, part.text || part.url);
    case "user":
      return mention(`@${reader.userName(part.user_id) ?? part.user_id}`);
    case "channel":
      return mention(`#${reader.channelName(part.channel_id) ?? part.channel_id}`);
    case "broadcast":
      return mention(`@${part.range}`);
    case "emoji":
      return emojiNode(part.name);
    case "date":
      return h("time", {}, formatDate(part.timestamp, part.format ?? "{date}", reader));
    default:
      return document.createTextNode(part.text ?? "");
  }
}

export function table(block, reader) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (one, index) =>
    h(tag, { class: `align-${settings[index]?.align ?? "left"}`, scope: tag === "th" ? "col" : null }, cellContent(one, reader));
  const [head, ...rows] = block.rows;
  return h(
    "div",
    { class: "table-holder" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, head.map(cell("th")))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td"))))),
    ),
  );
}

function cellContent(cell, reader) {
  if (cell.type === "rich_text") return richText(cell, reader);
  return withEmoji(String(cell.text ?? cell.value ?? ""));
}

// Markdown: headings, lists, quotes, code, and **bold**, *italic*, `code`, [links](url).
export function markdown(block) {
  const shown = h("div", { class: "markdown" });
  const pieces = block.text.split(/```[^\n]*\n([\s\S]*?)\n?```/);
  pieces.forEach((piece, index) => {
    if (index % 2) shown.append(h("pre", {}, piece));
    else shown.append(...markdownBlocks(piece));
  });
  return shown;
}

const LIST = /^\s*(?:([-*+])|\d+[.)])\s+(.*)$/;

function markdownBlocks(text) {
  const nodes = [];
  for (const paragraph of text.split(/\n{2,}/).filter((one) => one.trim())) {
    const lines = paragraph.split("\n").filter((line) => line.trim());
    const heading = /^(#{1,6})\s+(.*)$/.exec(lines[0]);
    if (heading) {
      nodes.push(h(`h${Math.min(6, heading[1].length + 2)}`, {}, markdownInline(heading[2])));
      lines.shift();
    }
    if (lines.length) nodes.push(lineGroup(lines));
  }
  return nodes;
}

function lineGroup(lines) {
  const items = lines.map((line) => LIST.exec(line));
  if (items.every(Boolean)) {
    return h(items[0][1] ? "ul" : "ol", {}, items.map((item) => h("li", {}, markdownInline(item[2]))));
  }
  if (lines.every((line) => line.startsWith(">"))) {
    return h("blockquote", {}, markdownInline(lines.map((line) => line.replace(/^>\s?/, "")).join("\n")));
  }
  return h("p", {}, markdownInline(lines.join("\n")));
}

const MARK = /\*\*(?<strong>[^*]+)\*\*|\*(?<em>[^*\n]+)\*|~~(?<s>[^~]+)~~|`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<url>[^)\s]+)\)/;

function markdownInline(text) {
  const nodes = [];
  let rest = text;
  for (let found = MARK.exec(rest); found; found = MARK.exec(rest)) {
    nodes.push(withEmoji(rest.slice(0, found.index)));
    nodes.push(markdownMark(found.groups));
    rest = rest.slice(found.index + found[0].length);
  }
  return [...nodes, withEmoji(rest)];
}

function markdownMark(groups) {
  if (groups.code !== undefined) return h("code", {}, groups.code);
  if (groups.label !== undefined) return link(groups.url, groups.label);
  const tag = ["strong", "em", "s"].find((name) => groups[name] !== undefined);
  return h(tag, {}, markdownInline(groups[tag]));
}
