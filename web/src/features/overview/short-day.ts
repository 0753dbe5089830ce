/** A calendar day as short as an axis needs it, such as `21/11` in the reader's order and digits. */
export function shortDay(locale: string, day: string): string {
  const instant = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(instant.getTime())) return day
  // Chromium's data for Uzbek has no date patterns; the order is that of Russian.
  const known = locale.startsWith('uz') ? 'ru-RU' : locale
  return new Intl.DateTimeFormat(known, { day: 'numeric', month: 'numeric', timeZone: 'UTC' }).format(instant)
}
