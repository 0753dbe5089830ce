/** Elements whose content is no text for people. */
export const dropped = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'object',
  'svg',
  'math',
  'head',
  'select',
  'textarea',
])
/** Foreign to HTML, so that they may end themselves. */
const foreign = new Set(['svg', 'math'])
const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '))
/** Their content is text: without their tags it would become tags again. Those that are dropped go with it. */
const raw = new Set(['title', 'xmp', 'noembed', 'noframes', 'plaintext'])
/** What an opening tag ends that HTML lets people leave open. */
const ends: Record<string, ReadonlySet<string>> = {
  a: new Set(['a']),
  li: new Set(['li']),
  dt: new Set(['dt', 'dd']),
  dd: new Set(['dt', 'dd']),
  tr: new Set(['tr', 'td', 'th']),
  td: new Set(['td', 'th']),
  th: new Set(['td', 'th']),
  option: new Set(['option']),
}
const endsParagraph = new Set(
  (
    'address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p ' +
    'pre section table ul'
  ).split(' '),
)
/** What an end tag means whose beginning is missing. */
const endsAlone: Record<string, string> = { p: '<p></p>', br: '<br>' }
const paragraph = new Set(['p'])
const none: ReadonlySet<string> = new Set()
const maxDepth = 100

/**
 * The same HTML without scripts, styles and their kin, without tags nested deeper than 100 and without end tags of what is not open.
 * Of `known` tags only, where given: between two paragraphs an unknown one would hide that the first ends.
 * Linear in its length; the parsers that read it afterwards take time by its depth, which a shop may make as large as its text.
 */
export async function shallowHtml(html: string, known?: ReadonlySet<string>): Promise<string> {
  const { Tokenizer } = await import('htmlparser2')
  const kept: string[] = []
  const open: string[] = []
  const counts = new Map<string, number>()
  let keptTo = 0
  /** The dropped element whose end is looked for, and how many of its kind are open. */
  let dropping = { name: '', depth: 0 }
  let tag = ''

  const cut = (from: number, to: number, instead = '') => {
    kept.push(html.slice(keptTo, from), instead)
    keptTo = to
  }
  const push = (name: string) => {
    open.push(name)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const pop = () => {
    const name = open.pop() ?? ''
    counts.set(name, (counts.get(name) ?? 1) - 1)
    return name
  }
  let tagStart = 0
  const endOpening = (at: number) => {
    if (tag === '' || dropping.depth > 0 || voids.has(tag)) return
    if (known && !known.has(tag) && !raw.has(tag)) return cut(tagStart, at + 1)
    const ended = endsParagraph.has(tag) ? paragraph : (ends[tag] ?? none)
    while (ended.has(open.at(-1) ?? '')) pop()
    if (open.length < maxDepth) push(tag)
    else cut(tagStart, at + 1)
  }
  const nothing = () => {}
  const tokenizer = new Tokenizer(
    { decodeEntities: false },
    {
      onopentagname(start, end) {
        tag = html.slice(start, end).toLowerCase()
        tagStart = start - 1
        if (dropping.depth > 0) dropping.depth += Number(dropping.name === tag)
        else if (dropped.has(tag)) {
          dropping = { name: tag, depth: 1 }
          cut(tagStart, tagStart)
        }
      },
      onopentagend: endOpening,
      onselfclosingtag(at) {
        if (dropping.name !== tag || !foreign.has(tag)) return endOpening(at)
        dropping.depth--
        if (dropping.depth === 0) keptTo = at + 1
      },
      onclosetag(start, end) {
        const name = html.slice(start, end).toLowerCase()
        const from = html.lastIndexOf('<', start)
        const to = html.indexOf('>', end) + 1 || html.length
        if (dropping.depth > 0) {
          const isOuter = name !== dropping.name && (counts.get(name) ?? 0) > 0
          dropping.depth = isOuter ? 0 : dropping.depth - Number(name === dropping.name)
          if (dropping.depth > 0) return
          keptTo = isOuter ? from : to
          if (!isOuter) return
        }
        if (!counts.get(name)) return cut(from, to, endsAlone[name])
        while (pop() !== name);
      },
      onattribdata: nothing,
      onattribentity: nothing,
      onattribend: nothing,
      onattribname: nothing,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onprocessinginstruction: nothing,
      ontext: nothing,
      ontextentity: nothing,
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  if (dropping.depth === 0) kept.push(html.slice(keptTo))
  return kept.join('')
}
