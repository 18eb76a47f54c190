// Building elements without ever parsing HTML: data can only become text.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "value") node.value = value;
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

let counter = 0;

export function uniqueId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

// Bring a list of keyed nodes up to date. Nodes whose data did not change stay as
// they are, with focus, selection and open parts; a replaced node gives its focus to
// the element of the same data-focus.
export function syncList(parent, items, render) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let before = parent.firstElementChild;
  for (const item of items) {
    const print = JSON.stringify(item.data);
    let node = old.get(item.key);
    if (node && node.dataPrint === print) {
      old.delete(item.key);
    } else {
      const fresh = render(item.data);
      fresh.dataset.key = item.key;
      fresh.dataPrint = print;
      if (node) {
        old.delete(item.key);
        if (before === node) before = fresh;
        replaceKeepingFocus(node, fresh);
      }
      node = fresh;
    }
    if (node !== before) parent.insertBefore(node, before);
    else before = before.nextElementSibling;
  }
  for (const gone of old.values()) gone.remove();
}

export function replaceKeepingFocus(node, fresh) {
  const active = document.activeElement;
  const mark = node.contains(active) ? active.dataset.focus : undefined;
  node.replaceWith(fresh);
  if (mark) {
    const next = fresh.querySelector(`[data-focus="${CSS.escape(mark)}"]`);
    if (next) next.focus();
  }
}
