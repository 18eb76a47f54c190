// What blocks need from their surroundings: who reads, what stands in the fields, and
// what happens when something is pressed or changed.

import { post } from "./api.js";
import { confirmed } from "./dialogs.js";

export function makeReader(state) {
  const users = new Map(state.users.map((user) => [user.id, user]));
  const channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  return {
    locale: state.me.locale,
    tz: state.me.tz,
    now: new Date(state.now * 1000),
    userName: (id) => users.get(id)?.real_name,
    channelName: (id) => channels.get(id)?.name,
    users: () => state.users.filter((user) => user.selectable),
    channels: () => state.channels,
  };
}

// `target` names a message ({channel, ts}) or a view ({view_id}).
export function makeScope({ state, target, held, errors, drafts, onTrouble }) {
  const fields = {};
  const send = (action, body) =>
    post(action, { user: state.me.id, ...target, entered: readFields(fields), ...body }).catch(onTrouble);
  const scope = { reader: makeReader(state), state: held, errors, drafts, fields };
  scope.press = async (block, element, choice = null) => {
    if (!(await confirmed(element.confirm, scope))) return;
    if (element.url) window.open(element.url, "_blank", "noopener");
    await send("act", { block_id: block.block_id, action_id: element.action_id, choice });
  };
  scope.changed = async (block, element) => {
    if (block.type === "input" && !block.dispatch_action) return;
    const choice = fields[block.block_id][element.action_id]();
    if (!(await confirmed(element.confirm, scope))) return;
    await send("act", { block_id: block.block_id, action_id: element.action_id, choice });
  };
  scope.suggest = async (block, element, typed) => {
    if (typed.length < (element.min_query_length ?? 3)) return [];
    const body = { block_id: block.block_id, action_id: element.action_id, typed };
    return (await send("suggest", body))?.options ?? [];
  };
  return scope;
}

export function readFields(fields) {
  return Object.fromEntries(
    Object.entries(fields).map(([block, elements]) => [
      block,
      Object.fromEntries(Object.entries(elements).map(([action, read]) => [action, read()])),
    ]),
  );
}
