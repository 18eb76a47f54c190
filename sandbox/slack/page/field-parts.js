// What every field needs: its name and description, and a place to read its value.

import { withEmoji } from "./emoji.js";

export function plain(text) {
  return text ? withEmoji(text.text) : "";
}

export function register(element, use, read) {
  const fields = (use.scope.fields[use.block.block_id] ??= {});
  fields[element.action_id] = read;
}

export function touched(element, use) {
  use.scope.changed(use.block, element);
}

export function common(element, use) {
  return {
    "aria-label": use.name,
    "data-focus": focusMark(element),
    autofocus: element.focus_on_load,
    ...use.scope.describe?.(use.block),
  };
}

// What an element is known by when its message is drawn anew: block ids may be made up.
export function focusMark(element, part = "") {
  return `${element.action_id}/${element.value ?? ""}/${part}`;
}
