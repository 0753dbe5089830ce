const blocks =
  'address, article, blockquote, div, dd, dt, figure, h1, h2, h3, h4, h5, h6, li, p, pre, section, tr'

/**
 * The text of a piece of HTML, a line for each block. What shops send is read, never inserted: the document made here
 * runs no script and loads no picture.
 */
export function plainText(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  for (const unread of body.querySelectorAll('script, style, template')) unread.remove()
  for (const lineBreak of body.querySelectorAll('br')) lineBreak.replaceWith('\n')
  for (const block of body.querySelectorAll(blocks)) block.append('\n')
  return (body.textContent ?? '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
