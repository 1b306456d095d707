const formats = new Map<string, Intl.DateTimeFormat>();

/** The browser takes its time to make a format, so each is made once. */
function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, options);
    formats.set(key, format);
  }
  return format;
}

/** Day, date and time of a performance, as the clock at its venue shows it. */
export function venueDateTime(time: string, timeZone: string, locale: string): string {
  return inZone(timeZone, (zone) =>
    dateFormat(locale, {
      weekday: "short",
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: zone,
    }).format(new Date(time)),
  );
}

/** The venue's day in two parts for a calendar leaf: "14" and "Nov". */
export function venueDay(time: string, timeZone: string, locale: string): { day: string; month: string; weekday: string } {
  return inZone(timeZone, (zone) => {
    const part = (options: Intl.DateTimeFormatOptions): string =>
      dateFormat(locale, { ...options, timeZone: zone }).format(new Date(time));
    return {
      day: dateFormat("en", { day: "numeric", timeZone: zone }).format(new Date(time)),
      month: part({ month: "short" }),
      weekday: part({ weekday: "short" }),
    };
  });
}

/** The hour and minute at the venue. */
export function venueTime(time: string, timeZone: string, locale: string): string {
  return inZone(timeZone, (zone) =>
    dateFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(
      new Date(time),
    ),
  );
}

/** The day at the venue, as a date field writes it: `2026-05-02`. */
export function venueDate(time: string, timeZone: string): string {
  return inZone(timeZone, (zone) =>
    dateFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone }).format(new Date(time)),
  );
}

/** The moment when a day begins somewhere on earth for the first time: at UTC+14. */
export function dayBeginsAnywhere(day: string): string {
  return new Date(`${day}T00:00:00+14:00`).toISOString();
}

/**
 * The moment at which a clock in the zone shows a local time as a field writes it, `2026-05-02T19:30`. A time that the clock
 * skips in spring is told as if the clock had not been moved yet; of one that it shows twice, the first is meant.
 */
export function instantAt(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  // The zone's offset is found by asking what its clock shows; once more, since the first guess may lie beyond a change.
  const shownAt = (ms: number): number => inZone(timeZone, (zone) => clockIn(zone, ms));
  let ms = asUtc;
  for (let i = 0; i < 2; i++) {
    ms -= shownAt(ms) - asUtc;
  }
  const earlier = ms - 3_600_000;
  return new Date(shownAt(earlier) === asUtc ? earlier : ms).toISOString();
}

/** What a moment looks like on the zone's clock, as a field writes it. */
export function localAt(ms: number, timeZone: string): string {
  return new Date(inZone(timeZone, (zone) => clockIn(zone, ms))).toISOString().slice(0, 16);
}

/** A zone's wall clock, read as if it were UTC's. */
function clockIn(zone: string, ms: number): number {
  const parts = dateFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(new Date(ms));
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** A moment in this device's own time zone. */
export function localDateTime(time: string, locale: string): string {
  return dateFormat(locale, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(new Date(time));
}

/** The name of a time zone as people say it. */
export function zoneName(timeZone: string, at: string, locale: string): string {
  return inZone(timeZone, (zone) => {
    const parts = dateFormat(locale, { timeZone: zone, timeZoneName: "shortGeneric" }).formatToParts(new Date(at));
    return parts.find((part) => part.type === "timeZoneName")?.value ?? zone;
  });
}

/** A browser that does not know a zone still shows the time, in UTC. */
function inZone<T>(timeZone: string, format: (zone: string) => T): T {
  try {
    return format(timeZone);
  } catch {
    return format("UTC");
  }
}

/** Time left, in milliseconds, as a clock shows it: `9:05`, or `1:02:03`. Never negative. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
