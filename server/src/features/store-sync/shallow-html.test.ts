import { describe, expect, test } from 'vitest'
import { plainText, safeHtml } from './plain-text.ts'
import { shallowHtml } from './shallow-html.ts'

test.each([
  ['<p>a<p>b</p>', '<p>a<p>b</p>'],
  ['a<SCRIPT>b</p></SCRIPT >c', 'ac'],
  ['a<svg><svg></svg>b</svg>c', 'ac'],
  ['a<svg/>b', 'ab'],
  ['<div>a<object>b</div>c', '<div>a</div>c'],
  ['a<style>b', 'a'],
  ['a</div>b</p>c</br>d', 'ab<p></p>c<br>d'],
  ['<b>a</i></b>', '<b>a</b>'],
  ['<!-- </p> -->a', '<!-- </p> -->a'],
])('%j is read as %j', async (html, shallow) => {
  expect(await shallowHtml(html)).toBe(shallow)
})

describe('depth', () => {
  test('ends at 100, and what is written below stays', async () => {
    const deep = `${'<div>'.repeat(5000)}<b>x</b><script>no</script>y${'</div>'.repeat(5000)}z`
    expect(await shallowHtml(deep)).toBe(`${'<div>'.repeat(100)}xy${'</div>'.repeat(100)}z`)
    expect(await plainText(deep)).toBe('xy\nz')
  })

  test.each(['<li>a', '<tr><td>a', '<dt>a<dd>b', '<p>a', '<p>a<h2>b</h2>'])(
    '%s does not grow by what people leave open',
    async (piece) => {
      expect(await shallowHtml(piece.repeat(300))).toBe(piece.repeat(300))
    },
  )

  test('of known tags only leaves nothing between two paragraphs, and text is no tag', async () => {
    const known = new Set(['p', 'b'])
    expect(await shallowHtml('<p>a<x><p>b</x><B>c</B>', known)).toBe('<p>a<p>b<B>c</B>')
    expect(await safeHtml('<p>a<x><p>b')).toBe('<p>a</p><p>b</p>')
    for (const tag of ['title', 'xmp', 'noembed', 'noframes', 'plaintext'])
      expect(await safeHtml(`<${tag}><b>x`), tag).toBe('&lt;b&gt;x')
  })

  test.each([
    '<div>',
    '<div>x</p>',
    '<b><i><u>',
    '<x><b>',
    '<title><div>',
    '[1]',
    '[a b=',
    '<svg><desc>',
    '<table><tr><td>',
    '<p><a>',
    '</b>',
    '<',
  ])('of 200,000 characters of %s takes no time', async (piece) => {
    const html = piece.repeat(200_000 / piece.length)
    const start = performance.now()
    await plainText(html)
    await safeHtml(html)
    expect(performance.now() - start).toBeLessThan(1500)
  })
})
