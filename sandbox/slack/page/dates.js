// Date tokens of messages, shown in the reader's language and time zone.

const DAY = 24 * 3600 * 1000;

function part(date, reader, options) {
  return new Intl.DateTimeFormat(reader.locale, { timeZone: reader.tz, ...options }).format(date);
}

function dayKey(date, reader) {
  return part(date, { ...reader, locale: "en-CA" }, { year: "numeric", month: "2-digit", day: "2-digit" });
}

function pretty(date, reader, otherwise) {
  const today = reader.now;
  const words = new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" });
  for (const distance of [-1, 0, 1]) {
    const then = new Date(today.getTime() + distance * DAY);
    if (dayKey(then, reader) === dayKey(date, reader)) return words.format(distance, "day");
  }
  return otherwise;
}

function ago(date, reader) {
  const seconds = Math.round((date - reader.now) / 1000);
  const words = new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  }
  return words.format(seconds, "second");
}

const FORMATS = {
  date_num: (date, reader) => dayKey(date, reader),
  date_slash: (date, reader) => part(date, reader, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (date, reader) => part(date, reader, { year: "numeric", month: "long", day: "numeric" }),
  date_short: (date, reader) => part(date, reader, { year: "numeric", month: "short", day: "numeric" }),
  date_long: (date, reader) =>
    part(date, reader, { weekday: "long", year: "numeric", month: "long", day: "numeric" }),
  date_long_full: (date, reader) =>
    part(date, reader, { weekday: "long", year: "numeric", month: "long", day: "numeric" }),
  day_divider: (date, reader) => part(date, reader, { weekday: "long", month: "long", day: "numeric" }),
  time: (date, reader) => part(date, reader, { hour: "2-digit", minute: "2-digit" }),
  time_secs: (date, reader) => part(date, reader, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};

export function formatDate(unixSeconds, format, reader) {
  const date = new Date(Number(unixSeconds) * 1000);
  return format.replace(/\{(\w+)\}/g, (token, name) => {
    const plain = name.replace(/_pretty$/, "");
    const render = FORMATS[plain];
    if (!render) return token;
    const shown = render(date, reader);
    return name === plain ? shown : pretty(date, reader, shown);
  });
}

export function clockTime(ts, reader) {
  return part(new Date(Number(ts) * 1000), reader, { hour: "2-digit", minute: "2-digit" });
}

export function fullTime(ts, reader) {
  return part(new Date(Number(ts) * 1000), reader, { dateStyle: "full", timeStyle: "medium" });
}

export function dayOf(ts, reader) {
  return FORMATS.date_long(new Date(Number(ts) * 1000), reader);
}
