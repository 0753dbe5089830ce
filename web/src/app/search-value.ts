/**
 * Reads one value of the address bar: small whole numbers, true, false, and JSON objects, arrays and quoted texts.
 * Throws for everything else, which the router then keeps as the text that it is. Its own default would turn a token
 * that happens to look like a number (`12e34`, thirty digits) into that number and lose it.
 */
export function parseSearchValue(text: string): unknown {
  if (/^(-?\d{1,15}|true|false|null|[[{"].*)$/s.test(text)) return JSON.parse(text)
  throw new Error('Plain text')
}
