import { dropped, shallowHtml } from './shallow-html.ts'

const blocks = new Set(
  (
    'address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section summary table tbody tfoot thead tr ul'
  ).split(' '),
)
const cells = new Set(['td', 'th'])

/**
 * Plain text of HTML with shortcodes (storefronts contract 5.4): neither those nor scripts and styles, entities decoded, a line per
 * block. Linear in its length, whatever its depth.
 */
export async function plainText(html: string): Promise<string> {
  if (!/[<&[]/.test(html)) return tidy(html)
  // Both parsers are heavy, and many servers never see a shop.
  const { Parser } = await import('htmlparser2')
  const lines: string[] = []
  let line = ''
  const endLine = () => {
    const text = tidy(withoutShortcodes(tidy(line)))
    if (text !== '') lines.push(text)
    line = ''
  }
  const parser = new Parser(
    {
      onopentag(name) {
        if (blocks.has(name)) endLine()
      },
      onclosetag(name) {
        if (blocks.has(name)) endLine()
        else if (cells.has(name)) line += ' '
      },
      ontext(text) {
        line += text
      },
    },
    { decodeEntities: true },
  )
  parser.end(await shallowHtml(html))
  endLine()
  // The parser may cut a letter of two units in halves where a tag ends before it should.
  return lines.join('\n').toWellFormed()
}

const shortcode = /^\[\/?[a-z][\w-]*(?:\s[^[\]=]*=[^[\]]*|\s*)\/?\]$/i

/**
 * `[gallery ids="1"]`, `[/tab]` and their kin; what stands between an opening and a closing one stays. From the inside out and in one
 * pass, so that nothing is left that a second one would take.
 */
function withoutShortcodes(text: string): string {
  if (!text.includes('[')) return text
  const kept: string[] = []
  let opened: number[] = []
  for (const piece of text.split(/(?=\[)|(?<=\])/)) {
    if (piece.startsWith('[')) opened.push(kept.length)
    kept.push(piece)
    if (!piece.endsWith(']')) continue
    const begin = opened.pop() ?? kept.length
    if (shortcode.test(kept.slice(begin).join(''))) kept.length = begin
    // None around a bracket that stays is a shortcode.
    else opened = []
  }
  return kept.join('')
}

function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const allowedTags = new Set(
  (
    'p br hr div span b strong i em u s del ins sub sup small mark h1 h2 h3 h4 h5 h6 blockquote pre code ul ol li dl dt dd ' +
    'table caption thead tbody tfoot tr th td a img figure figcaption'
  ).split(' '),
)

/** HTML of allowed tags and attributes; links and pictures lead to the web only. */
export async function safeHtml(html: string): Promise<string> {
  if (!/[<&[]/.test(html)) return html
  const { default: sanitize } = await import('sanitize-html')
  const safe = sanitize(await shallowHtml(html, allowedTags), {
    allowedTags: [...allowedTags],
    allowedAttributes: {
      a: ['href', 'title', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      th: ['colspan', 'rowspan'],
      td: ['colspan', 'rowspan'],
      '*': ['dir', 'lang'],
    },
    allowedSchemes: ['http', 'https'],
    allowedSchemesByTag: { a: ['http', 'https', 'mailto', 'tel'] },
    allowProtocolRelative: false,
    nonTextTags: [...dropped],
    nestingLimit: 100,
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow noopener' } }),
    },
  })
  // Now that entities are letters. Brackets of addresses stand in tags, which are passed over.
  return safe
    .replace(/(<[^>]*>)|[^<]+/g, (text, tag) => tag ?? withoutShortcodes(text))
    .trim()
    .toWellFormed()
}
