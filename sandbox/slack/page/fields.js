// Interactive elements: native controls with a name, and reading what stands in them.
//
// Every control is registered in `scope.fields` under block id and action id with a
// function that reads its value, so that a form can be sent as a whole.

import { h, uniqueId } from "./dom.js";
import { common, focusMark, plain, register, touched } from "./field-parts.js";
import { external, overflow } from "./menus.js";

// One element. `use` says how it is named and described, and what touching it does.
export function renderElement(element, block, scope, label) {
  const render = RENDER[element.type] ?? unknown;
  const name = label ?? (plain(element.placeholder) || fallbackName(element));
  return render(element, { block, scope, name, ...state(element, block, scope) });
}

function state(element, block, scope) {
  const drafted = scope.drafts?.[block.block_id]?.[element.action_id];
  const held = scope.state?.[block.block_id]?.[element.action_id] ?? {};
  return { held: drafted === undefined ? valueOf(held) : drafted };
}

// The simple value (text or list of texts) behind a Slack state.
function valueOf(held) {
  if (held.selected_option) return held.selected_option.value;
  if (held.selected_options) return held.selected_options.map((option) => option.value);
  for (const [key, value] of Object.entries(held)) if (key !== "type" && value !== null) return value;
  return null;
}

function fallbackName(element) {
  return element.type.replace(/_/g, " ").replace("plain text input", "text");
}

export function optionsOf(element) {
  return [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
}

function button(element, use) {
  return h(
    "button",
    {
      type: "button",
      class: `button ${element.style ?? ""}`,
      "aria-label": element.accessibility_label,
      "data-focus": focusMark(element),
      onclick: () => use.scope.press(use.block, element),
    },
    plain(element.text),
    element.url ? h("span", { class: "external", "aria-hidden": "true" }, " ↗") : null,
  );
}

function select(element, use) {
  const node = h("select", { ...common(element, use), class: "control", onchange: () => touched(element, use) });
  node.append(h("option", { value: "" }, plain(element.placeholder) || "Choose"));
  node.append(...(element.options ?? []).map((one) => optionNode(one)));
  for (const group of element.option_groups ?? []) {
    node.append(h("optgroup", { label: plain(group.label) }, group.options.map((one) => optionNode(one))));
  }
  node.value = use.held ?? "";
  register(element, use, () => node.value || null);
  return node;
}

function optionNode(option) {
  return h("option", { value: option.value }, plain(option.text));
}

// Pickers of users and channels are menus whose options the workspace knows.
function picker(list) {
  return (element, use) => select({ ...element, options: list(use.scope) }, use);
}

function many(list) {
  return (element, use) => boxes({ ...element, options: list(use.scope) }, use);
}

function asOptions(pairs) {
  return pairs.map(([value, text]) => ({ value, text: { type: "plain_text", text } }));
}

const userOptions = (scope) => asOptions(scope.reader.users().map((one) => [one.id, one.real_name]));
const channelOptions = (scope) =>
  asOptions(scope.reader.channels().filter((one) => one.kind !== "im").map((one) => [one.id, `#${one.name}`]));

function boxes(element, use) {
  const held = new Set(use.held ?? []);
  const inputs = optionsOf(element).map((option) => [option, tick("checkbox", option, element, use)]);
  for (const [option, [input]] of inputs) input.checked = held.has(option.value);
  register(element, use, () => inputs.filter(([, [input]]) => input.checked).map(([option]) => option.value));
  return group(element, use, inputs);
}

function radios(element, use) {
  const name = uniqueId("radio");
  const inputs = optionsOf(element).map((option) => [option, tick("radio", option, element, use, name)]);
  for (const [option, [input]] of inputs) input.checked = use.held === option.value;
  register(element, use, () => inputs.find(([, [input]]) => input.checked)?.[0].value ?? null);
  return group(element, use, inputs);
}

function tick(type, option, element, use, name) {
  const input = h("input", {
    type,
    name,
    onchange: () => touched(element, use),
    "data-focus": focusMark(element, option.value),
  });
  const detail = option.description ? h("span", { class: "hint" }, plain(option.description)) : null;
  return [input, h("label", { class: "tick" }, input, h("span", {}, plain(option.text), detail))];
}

function group(element, use, inputs) {
  return h(
    "div",
    { ...common(element, use), role: inputs[0]?.[1][0].type === "radio" ? "radiogroup" : "group", class: "ticks" },
    inputs.map(([, [, label]]) => label),
  );
}

function typed(type, extra = () => ({})) {
  return (element, use) => {
    const node = h("input", {
      ...common(element, use),
      ...extra(element),
      type,
      class: "control",
      placeholder: plain(element.placeholder),
      onchange: () => touched(element, use),
    });
    node.value = use.held ?? "";
    register(element, use, () => node.value || null);
    return node;
  };
}

function text(element, use) {
  if (!element.multiline) return typed("text", lengths)(element, use);
  const node = h("textarea", {
    ...common(element, use),
    ...lengths(element),
    class: "control",
    rows: 4,
    placeholder: plain(element.placeholder),
    onchange: () => touched(element, use),
  });
  node.value = use.held ?? "";
  register(element, use, () => node.value || null);
  return node;
}

function lengths(element) {
  return { maxlength: element.max_length };
}

function moment(element, use) {
  const node = h("input", {
    ...common(element, use),
    type: "datetime-local",
    class: "control",
    onchange: () => touched(element, use),
  });
  if (use.held) {
    const local = new Date(use.held * 1000 - new Date(use.held * 1000).getTimezoneOffset() * 60000);
    node.value = local.toISOString().slice(0, 16);
  }
  register(element, use, () => (node.value ? String(Math.round(new Date(node.value).getTime() / 1000)) : null));
  return node;
}

function unknown(element) {
  return h("span", { class: "unsupported" }, `[${element.type} is not shown here]`);
}

const RENDER = {
  button,
  workflow_button: button,
  static_select: select,
  multi_static_select: boxes,
  external_select: external,
  multi_external_select: external,
  users_select: picker(userOptions),
  multi_users_select: many(userOptions),
  conversations_select: picker(channelOptions),
  multi_conversations_select: many(channelOptions),
  channels_select: picker(channelOptions),
  multi_channels_select: many(channelOptions),
  checkboxes: boxes,
  radio_buttons: radios,
  overflow,
  datepicker: typed("date"),
  timepicker: typed("time"),
  datetimepicker: moment,
  plain_text_input: text,
  email_text_input: typed("email"),
  url_text_input: typed("url"),
  number_input: typed("text", () => ({ inputmode: "decimal" })),
};
