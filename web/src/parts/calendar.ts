/** What a calendar is told of an evening. */
export interface Entry {
  /** Stays the same, so that a second import changes the entry and makes no other. */
  id: string;
  title: string;
  place: string;
  notes: string;
  address: string;
  startsAt: string;
  madeAtMs: number;
}

/** An entry as calendars read it (RFC 5545): lines of at most 75 bytes, ended by CR LF. */
export function calendarFile(entry: Entry): string {
  const stamp = (time: string | number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Onsale//Tickets//EN",
    "BEGIN:VEVENT",
    `UID:${entry.id}@onsale`,
    `DTSTAMP:${stamp(entry.madeAtMs)}`,
    `DTSTART:${stamp(entry.startsAt)}`,
    `SUMMARY:${escaped(entry.title)}`,
    `LOCATION:${escaped(entry.place)}`,
    `DESCRIPTION:${escaped(entry.notes)}`,
    `URL:${entry.address}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map(folded).join("\r\n") + "\r\n";
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (char) => `\\${char}`).replaceAll("\n", "\\n");
}

/** Folds a line between characters, never within one. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let out = "";
  let bytes = 0;
  for (const char of line) {
    const size = encoder.encode(char).length;
    if (bytes + size > 75) {
      out += "\r\n ";
      bytes = 1;
    }
    out += char;
    bytes += size;
  }
  return out;
}

/** Hands a text over as a file. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
