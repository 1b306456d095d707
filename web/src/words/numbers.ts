const formats = new Map<string, Intl.NumberFormat>();

/** A number for people. The browser takes its time to make a format, so each is made once. */
export function formatNumber(n: number, locale: string, options: Intl.NumberFormatOptions = {}): string {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, options);
    formats.set(key, format);
  }
  return format.format(n);
}
