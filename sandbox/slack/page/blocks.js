// Layout blocks to elements.

import { h, uniqueId } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { plain } from "./field-parts.js";
import { renderElement } from "./fields.js";
import { mrkdwn, safeUrl } from "./mrkdwn.js";
import { markdown, richText, table } from "./richtext.js";

export function renderBlocks(blocks, scope) {
  return blocks.map((block) => {
    const render = BLOCKS[block.type];
    const node = render ? render(block, scope) : h("p", { class: "unsupported" }, `[${block.type} is not shown here]`);
    node.classList.add("block", `block-${block.type}`);
    return node;
  });
}

export function textObject(text, scope) {
  if (text.type === "mrkdwn") return mrkdwn(text.text, scope.reader);
  return h("span", { class: "plain" }, text.emoji === false ? text.text : withEmoji(text.text));
}

function section(block, scope) {
  const body = h("div", { class: "section-body" });
  if (block.text) body.append(h("div", { class: "text" }, textObject(block.text, scope)));
  if (block.fields) {
    body.append(
      h("div", { class: "section-fields" }, block.fields.map((one) => h("div", { class: "text" }, textObject(one, scope)))),
    );
  }
  const side = block.accessory ? h("div", { class: "accessory" }, accessory(block, scope)) : null;
  return h("div", {}, body, side);
}

function accessory(block, scope) {
  return block.accessory.type === "image" ? picture(block.accessory) : renderElement(block.accessory, block, scope);
}

function header(block) {
  return h("h3", {}, withEmoji(block.text.text));
}

function context(block, scope) {
  return h(
    "div",
    {},
    block.elements.map((one) =>
      one.type === "image" ? picture(one, "tiny") : h("span", { class: "text" }, textObject(one, scope)),
    ),
  );
}

function actions(block, scope) {
  return h("div", {}, block.elements.map((one) => renderElement(one, block, scope)));
}

function divider() {
  return h("hr");
}

// Pictures from elsewhere are not loaded: the words instead are what one gets.
function picture(image, size = "") {
  const url = image.image_url ?? "";
  if (url.startsWith("data:image/") || url.startsWith(window.location.origin)) {
    return h("img", { src: url, alt: image.alt_text, class: `picture ${size}` });
  }
  const box = h("span", { role: "img", "aria-label": image.alt_text, class: `picture-words ${size}` }, `🖼 ${image.alt_text}`);
  return safeUrl(url) ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, box) : box;
}

function image(block) {
  const title = block.title ? h("figcaption", {}, plain(block.title)) : null;
  return h("figure", {}, title, picture(block));
}

function input(block, scope) {
  const hint = block.hint ? h("p", { class: "hint", id: uniqueId("hint") }, plain(block.hint)) : null;
  const problem = scope.errors?.[block.block_id];
  const error = problem ? h("p", { class: "error", role: "alert", id: uniqueId("error") }, problem) : null;
  const describe = {
    id: uniqueId("field"),
    "aria-describedby": [hint?.id, error?.id].filter(Boolean).join(" ") || null,
    "aria-invalid": problem ? "true" : null,
    "aria-required": block.optional ? null : "true",
  };
  const label = plain(block.label);
  const shown = h("label", { class: "label", for: describe.id }, label);
  if (block.optional) shown.append(h("span", { class: "optional" }, " (optional)"));
  const control = renderElement(block.element, block, { ...scope, describe: () => describe }, label);
  return h("div", {}, shown, control, error, hint);
}

function alert(block, scope) {
  return h("div", { class: `alert-${block.level ?? "default"}`, role: "note" }, textObject(block.text, scope));
}

function card(block, scope) {
  const part = (name) => (block[name] ? h("div", { class: `card-${name} text` }, textObject(block[name], scope)) : null);
  const buttons = (block.actions ?? []).map((one) => renderElement(one, block, scope));
  return h("div", {}, part("title"), part("subtitle"), part("body"), h("div", { class: "block-actions" }, buttons));
}

const BLOCKS = {
  section,
  header,
  context,
  actions,
  divider,
  image,
  input,
  alert,
  card,
  context_actions: actions,
  rich_text: (block, scope) => richText(block, scope.reader),
  table: (block, scope) => table(block, scope.reader),
  markdown: (block) => markdown(block),
};
