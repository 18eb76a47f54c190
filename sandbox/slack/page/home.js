// The Home tab of the app.

import { renderBlocks } from "./blocks.js";
import { h, replaceKeepingFocus } from "./dom.js";
import { makeScope, readFields } from "./scopes.js";

export function showHome(home, state, onTrouble) {
  const print = JSON.stringify([state.home?.id, state.home?.hash, state.me, state.home?.notice]);
  if (home.dataset.print === print) return;
  home.dataset.print = print;
  const fresh = h("div", { class: "home-blocks" });
  if (state.home) {
    const same = home.scope?.view === state.home.id;
    const scope = makeScope({
      state,
      target: { view_id: state.home.id },
      held: state.home.state.values,
      drafts: same ? readFields(home.scope.fields) : null,
      onTrouble,
    });
    home.scope = { view: state.home.id, fields: scope.fields };
    if (state.home.notice) fresh.append(h("p", { class: "error", role: "alert" }, state.home.notice));
    fresh.append(...renderBlocks(state.home.blocks, scope));
  } else {
    fresh.append(h("p", { class: "nothing" }, `${state.app.name} has not put up a Home tab yet.`));
  }
  if (home.firstElementChild) replaceKeepingFocus(home.firstElementChild, fresh);
  else home.append(fresh);
}
