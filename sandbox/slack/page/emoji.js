// The short names this kind of app uses; unknown ones stay as typed.

const SHORT = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_down: "⬇️", arrow_left: "⬅️",
  arrow_right: "➡️", arrow_up: "⬆️", arrows_counterclockwise: "🔄", ballot_box_with_check: "☑️",
  bank: "🏦", bar_chart: "📊", bell: "🔔", blue_circle: "🔵", blush: "😊", bookmark: "🔖",
  books: "📚", bug: "🐛", bulb: "💡", calendar: "📅", chart_with_upwards_trend: "📈",
  clipboard: "📋", clock1: "🕐", clock3: "🕒", clock9: "🕘", closed_lock_with_key: "🔐",
  credit_card: "💳", date: "📅", eight_spoked_asterisk: "✳️", electric_plug: "🔌", email: "📧",
  envelope: "✉️", envelope_with_arrow: "📩", euro: "💶", exclamation: "❗", eyes: "👀",
  file_folder: "📁", fire: "🔥", gear: "⚙️", globe_with_meridians: "🌐", green_circle: "🟢",
  grey_question: "❔", hammer_and_wrench: "🛠️", heart: "❤️", heavy_check_mark: "✔️",
  heavy_minus_sign: "➖", heavy_plus_sign: "➕", hourglass: "⌛", hourglass_flowing_sand: "⏳",
  inbox_tray: "📥", incoming_envelope: "📨", information_source: "ℹ️", key: "🔑", label: "🏷️",
  large_blue_circle: "🔵", large_green_circle: "🟢", large_orange_circle: "🟠",
  large_red_circle: "🔴", large_yellow_circle: "🟡", link: "🔗", lock: "🔒", mag: "🔍",
  mailbox: "📫", memo: "📝", money_with_wings: "💸", moneybag: "💰", mute: "🔇", new: "🆕",
  no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", ok: "🆗", ok_hand: "👌",
  orange_circle: "🟠", outbox_tray: "📤", page_facing_up: "📄", paperclip: "📎",
  pause_button: "⏸️", pencil: "📝", pencil2: "✏️", point_right: "👉", pushpin: "📌",
  question: "❓", receipt: "🧾", red_circle: "🔴", repeat: "🔁", robot_face: "🤖",
  rocket: "🚀", rotating_light: "🚨", shield: "🛡️", smile: "😄", speech_balloon: "💬",
  star: "⭐", stopwatch: "⏱️", tada: "🎉", thinking_face: "🤔", thumbsdown: "👎",
  thumbsup: "👍", unlock: "🔓", warning: "⚠️", wastebasket: "🗑️", wave: "👋",
  white_check_mark: "✅", white_circle: "⚪", wrench: "🔧", x: "❌", yellow_circle: "🟡", zap: "⚡",
};

export function emoji(name) {
  return SHORT[name] ?? null;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (typed, name) => SHORT[name] ?? typed);
}
