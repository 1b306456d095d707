/** Day, date and time of a performance, as the clock at its venue shows it. */
export function venueDateTime(time: string, timeZone: string, locale: string): string {
  return inZone(timeZone, (zone) =>
    new Intl.DateTimeFormat(locale, {
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
      new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(new Date(time));
    return {
      day: new Intl.DateTimeFormat("en", { day: "numeric", timeZone: zone }).format(new Date(time)),
      month: part({ month: "short" }),
      weekday: part({ weekday: "short" }),
    };
  });
}

/** The hour and minute at the venue. */
export function venueTime(time: string, timeZone: string, locale: string): string {
  return inZone(timeZone, (zone) =>
    new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(
      new Date(time),
    ),
  );
}

/** A moment in this device's own time zone. */
export function localDateTime(time: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(new Date(time));
}

/** The name of a time zone as people say it. */
export function zoneName(timeZone: string, at: string, locale: string): string {
  return inZone(timeZone, (zone) => {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "shortGeneric" }).formatToParts(new Date(at));
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
