import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { plainText, safeHtml } from './plain-text.ts'
import { readProductEvent } from './read-event.ts'
import { readStoreProduct } from './read-product.ts'

const event = (product: unknown, changes: object = {}) => ({
  event_id: 'e-1',
  event_type: 'product.updated',
  product,
  ...changes,
})
const product = (changes: object = {}) => ({ id: 414, name: 'Tea', ...changes })
const refused = (body: Record<string, unknown>) => {
  const read = readProductEvent(body)
  return read.ok ? 'no refusal' : restFrameworkDialect.render(read.refusal)
}
const texts = (changes: object) => {
  const body = refused(event(product(changes)))
  return typeof body === 'string' ? body : (body as { product: string[] }).product
}
const value = (key: string, changes: object, zeroIsPrice = false) => {
  const read = readStoreProduct(product(changes), { deletion: false, zeroIsPrice })
  return read.ok ? read.product[key as keyof typeof read.product] : read.texts
}

describe('an event is refused in the words of the contract', () => {
  test('all that is missing at once', () => {
    expect(refused({})).toEqual({
      event_id: ['This field is required.'],
      event_type: ['This field is required.'],
      product: ['This field is required.'],
    })
    expect(refused(event({}))).toEqual({
      product: ['Missing required field: id', 'Missing required field: name'],
    })
    expect(refused(event({}, { event_type: 'product.deleted' }))).toEqual({
      product: ['Missing required field: id'],
    })
  })

  test.each([
    ['', 'This field may not be blank.'],
    ['  ', 'This field may not be blank.'],
    [7, 'Not a valid string.'],
    [true, 'Not a valid string.'],
    [null, 'This field may not be null.'],
    ['x'.repeat(101), 'Ensure this field has no more than 100 characters.'],
    ['a\u0000b', 'Null characters are not allowed.'],
    ['\ud800', 'Not a valid string.'],
  ])('event_id %j', (event_id, text) => {
    expect(refused(event(product(), { event_id }))).toEqual({ event_id: [text] })
  })

  test('a hundred characters are an id, also beyond the basic plane', () => {
    expect(readProductEvent(event(product(), { event_id: '😀'.repeat(100) })).ok).toBe(true)
  })

  test.each([
    ['product.exploded', '"product.exploded" is not a valid choice.'],
    ['', '"" is not a valid choice.'],
    [5, '"5" is not a valid choice.'],
    [null, 'This field may not be null.'],
  ])('event_type %j', (event_type, text) => {
    expect(refused(event(product(), { event_type }))).toEqual({ event_type: [text] })
  })

  test.each([
    [[], 'Expected a dictionary of items but got type "list".'],
    ['x', 'Expected a dictionary of items but got type "str".'],
    [5, 'Expected a dictionary of items but got type "int".'],
    [null, 'This field may not be null.'],
  ])('product %j', (raw, text) => {
    expect(refused(event(raw))).toEqual({ product: [text] })
  })

  test('every wrong field of the product at once', () => {
    expect(
      texts({
        id: 0,
        name: ' ',
        price: [],
        stock_quantity: {},
        categories: 'x',
        currency: 'toman!',
        sku: true,
      }),
    ).toEqual(
      expect.arrayContaining([
        'id: A valid integer is required.',
        'name: This field may not be blank.',
        'price: A valid number is required.',
        'stock_quantity: A valid number is required.',
        'categories: Expected a list of items but got type "str".',
        'currency: Enter a valid currency code.',
        'sku: Not a valid string.',
      ]),
    )
  })

  test('what the database cannot keep, wherever it is', () => {
    expect(refused({ ...event(product()), more: { deep: ['\u0000'] } })).toEqual({
      more: ['Null characters are not allowed.'],
    })
    expect(texts({ meta: { a: ['\ud800'] } })).toEqual(['meta: Null characters are not allowed.'])
    expect(texts({ sku: 'a\u0000' })).toEqual(['sku: Null characters are not allowed.'])
    expect(texts({ 'k\u0000': 1 })).toEqual(['Null characters are not allowed.'])
  })
})

describe('the fields of a product', () => {
  test.each([0, -1, 1.5, true, null, '', {}, [], '1.5', 'x', 9007199254740992, '9007199254740992'])(
    'id %j is none',
    (id) => {
      expect(texts({ id })).toEqual(['id: A valid integer is required.'])
    },
  )
  test.each([
    [1, 1],
    ['414', 414],
    [9007199254740991, 9007199254740991],
    ['9007199254740991', 9007199254740991],
  ])('id %j is %i', (id, read) => {
    expect(value('id', { id })).toBe(read)
  })

  test.each([
    [850000, '850000.00'],
    ['850000', '850000.00'],
    [' 12.5 ', '12.50'],
    [1.005, '1.01'],
    ['1.0049999999999999999999999999', '1.00'],
    ['0.005', '0.01'],
    [999999999999.99, '999999999999.99'],
    ['999999999999.994', '999999999999.99'],
    ['0000000000000000000000000007', '7.00'],
    [1e3, '1000.00'],
    ['', null],
    [null, null],
    [undefined, null],
    [0, null],
    ['0.00', null],
    [-0, null],
    [1e-9, null],
  ])('price %j is %j', (price, read) => {
    expect(value('price', { price })).toBe(read)
  })
  test('0 is a price where the store can say that there is none', () => {
    expect(value('price', { price: '0' }, true)).toBe('0.00')
    expect(value('price', { price: '' }, true)).toBe(null)
  })
  test.each([
    [-1, 'Ensure this value is greater than or equal to 0.'],
    ['-0.01', 'Ensure this value is greater than or equal to 0.'],
    ['999999999999.995', 'Ensure this value is less than or equal to 999999999999.99.'],
    [1e12, 'Ensure this value is less than or equal to 999999999999.99.'],
    [1e300, 'Ensure this value is less than or equal to 999999999999.99.'],
    ['NaN', 'A valid number is required.'],
    ['1e3', 'A valid number is required.'],
    ['1,5', 'A valid number is required.'],
    ['.', 'A valid number is required.'],
    ['cheap', 'A valid number is required.'],
    [true, 'A valid number is required.'],
    [[], 'A valid number is required.'],
    [{}, 'A valid number is required.'],
    [Number.POSITIVE_INFINITY, 'A valid number is required.'],
  ])('price %j is refused', (price, text) => {
    expect(texts({ price, regular_price: price, sale_price: price })).toEqual([
      `price: ${text}`,
      `regular_price: ${text}`,
      `sale_price: ${text}`,
    ])
  })
  test('every amount of two places is read exactly, as a number and as text', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 99_999_999_999_999n), (minor) => {
        const text = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
        expect(value('price', { price: text })).toBe(text)
        expect(value('price', { price: Number(text) })).toBe(text)
      }),
    )
  })

  test.each([
    [12, 12],
    ['12.9', 12],
    [-0.5, -1],
    ['-3', -3],
    ['-2.1', -3],
    [2147483647.9, 2147483647],
    [-2147483648, -2147483648],
    [null, null],
  ])('stock %j is %j', (stock_quantity, read) => {
    expect(value('stockQuantity', { stock_quantity })).toBe(read)
  })
  test.each([2147483648, '-2147483648.5', 1e300, 'many', '', true, [], 'Infinity'])(
    'stock %j is refused',
    (stock_quantity) => {
      expect(texts({ stock_quantity })).toHaveLength(1)
    },
  )

  test.each([
    [
      ['a', ' b ', 3],
      ['a', 'b', '3'],
    ],
    [{ 3: 'c', 1: 'a' }, ['a', 'c']],
    [null, []],
    [['', '  '], []],
    [Array(500).fill('x'), Array(500).fill('x')],
  ])('categories %j', (categories, read) => {
    expect(value('categories', { categories, tags: categories })).toEqual(read)
  })
  test.each([
    ['x', 'Expected a list of items but got type "str".'],
    [true, 'Expected a list of items but got type "bool".'],
    [[null], 'Not a valid string.'],
    [['a', []], 'Not a valid string.'],
    [{ a: {} }, 'Not a valid string.'],
    [Array(501).fill('x'), 'Ensure this field has no more than 500 elements.'],
  ])('categories are not %j', (list, text) => {
    expect(texts({ categories: list, tags: list, gallery: list })).toEqual([
      `categories: ${text}`,
      `tags: ${text}`,
      `gallery: ${text}`,
    ])
  })

  test.each([
    ['https://shop.example.com/ا', 'https://shop.example.com/ا'],
    ['HTTP://shop.example.com/', 'HTTP://shop.example.com/'],
    ['javascript:alert(1)', ''],
    [' data:text/html,x', ''],
    ['//shop.example.com/', ''],
    ['/product/1', ''],
    ['http://', ''],
    [`https://shop.example.com/${'x'.repeat(2048)}`, ''],
    [5, ''],
    [null, ''],
  ])('the address %j is kept as %j', (address, kept) => {
    expect([value('image', { image: address }), value('link', { permalink: address })]).toEqual([kept, kept])
    if (typeof address === 'string')
      expect(value('gallery', { gallery: [address] })).toEqual(kept ? [kept] : [])
  })

  test.each(['sku', 'type', 'stock_status', 'short_description', 'description', 'image', 'permalink'])(
    '%s is text',
    (key) => {
      for (const wrong of [true, [], {}])
        expect(texts({ [key]: wrong })).toEqual([`${key}: Not a valid string.`])
      expect(texts({ [key]: null })).toBe('no refusal')
      expect(texts({ [key]: 12 })).toBe('no refusal')
    },
  )
  test('descriptions end at 200,000 characters', () => {
    expect(texts({ description: '😀'.repeat(200_000) })).toBe('no refusal')
    expect(texts({ description: 'x'.repeat(200_001) })).toEqual([
      'description: Ensure this field has no more than 200000 characters.',
    ])
  })

  test.each([
    ['irt', 'IRT'],
    ['IRHT', 'IRHT'],
    ['', null],
    [null, null],
    [undefined, null],
  ])('the currency %j is %j', (currency, read) => {
    expect(value('currency', { currency })).toBe(read)
  })
  test.each(['IR', 'ABCDEFGHI', 'I$T', 'تومان', 5, true])('the currency %j is refused', (currency) => {
    expect(texts({ currency })).toHaveLength(1)
  })

  test.each([
    ['2025-11-11T21:30:00+03:30', '2025-11-11T18:00:00.000Z'],
    ['2025-11-11T21:30:00', '2025-11-11T21:30:00.000Z'],
    ['yesterday', null],
    [5, null],
    [null, null],
  ])('date_modified %j is %j', (date_modified, read) => {
    expect(value('modifiedAt', { date_modified })).toBe(read)
  })

  test('names are trimmed and cut, numbers become text, the hash is of what came', () => {
    expect(value('name', { name: ` ${'ن'.repeat(300)} ` })).toBe('ن'.repeat(255))
    expect(value('name', { name: 12 })).toBe('12')
    const hash = createHash('sha256').update(' Tea |<p>s</p>|d|a, b|t,5').digest('hex')
    expect(
      value('contentHash', {
        name: ' Tea ',
        short_description: '<p>s</p>',
        description: 'd',
        categories: ['a', ' b'],
        tags: { 2: 't', 5: 5 },
      }),
    ).toBe(hash)
  })

  test('nothing that JSON can say throws', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('event_id', 'event_type', 'product', 'x'), fc.jsonValue()),
        (body) => {
          readProductEvent(body)
        },
      ),
    )
    const keys =
      'id name price sale_price stock_quantity categories tags gallery image sku currency variations attributes brand parent_id status date_modified __proto__'
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys.split(' ')), fc.jsonValue()), (raw) => {
        readProductEvent(event(raw))
      }),
    )
  })
})

describe('texts of shops', () => {
  test.each([
    ['plain & simple', 'plain & simple'],
    ['one\n\ntwo', 'one\n\ntwo'],
    ['<p>a</p>\n\n<p>b<br/>c</p><ul><li>d</li><li>e</li></ul>', 'a\nb\nc\nd\ne'],
    ['Tea &amp; &lt;b&gt; &zwnj;x&#1740;', 'Tea & <b> \u200cxی'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['a<script>alert("</p>")</script>b<style>p{}</style>c<!-- d -->', 'abc'],
    ['[vc_row a="1"]in[/vc_row] [gallery ids="1,2"] [50 ml] [see below]', 'in [50 ml] [see below]'],
    ['<td>1</td><td>2</td>', '1 2'],
    ['a\u00a0\t b', 'a b'],
    ['&#0;&#xD800;&#x110000;', '\ufffd\ufffd\ufffd'],
    ['<p>unclosed <b>tags', 'unclosed tags'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
  ])('%j reads %j', async (html, text) => {
    expect(await plainText(html)).toBe(text)
  })

  test.each([
    ['<p onclick="x()" style="color:red">a</p>', '<p>a</p>'],
    ['<a href="javascript:alert(1)">a</a>', '<a rel="nofollow noopener">a</a>'],
    ['<a href=" &#106;avascript:alert(1)">a</a>', '<a rel="nofollow noopener">a</a>'],
    ['<img src="data:image/svg+xml,x" onerror="x()">', '<img />'],
    ['<svg><script>x()</script></svg><iframe src="https://e.example.com"></iframe>b', 'b'],
    ['<form action="/x"><input name="a">c</form>', 'c'],
    ['[row]d[/row]', 'd'],
    ['[gallery ids=&quot;1,2&quot;]d &#91;row&#93;e', 'd e'],
    ['[tab title="[icon]"]d[x[1]y] 10 [cm]', 'd[x[1]y] 10'],
    [
      '<a href="https://e.example.com/?a[b]=1">e</a>',
      '<a href="https://e.example.com/?a[b]=1" rel="nofollow noopener">e</a>',
    ],
  ])('%j is shown as %j', async (html, safe) => {
    expect(await safeHtml(html)).toBe(safe)
  })

  test('whatever comes, what is kept is storable and holds no tag that may not be', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '<script>',
        '</script',
        '<img src=x onerror=',
        '<a href="javascript:',
        '">',
        '&#x6a;',
        '<svg',
        '<!--',
        '[a b="',
        ']',
        '[row]',
        '&#91;',
        '<p>',
        '<x>',
        '<td>',
        '<title>',
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const html = pieces.join('').toWellFormed().replaceAll('\u0000', '')
        const [plain, safe] = [await plainText(html), await safeHtml(html)]
        expect([plain.isWellFormed(), plain.includes('\u0000')]).toEqual([true, false])
        expect([safe.isWellFormed(), safe.includes('\u0000')]).toEqual([true, false])
        expect(safe).not.toMatch(/<(script|svg|iframe)|<[^>]*\son\w+=|<[^>]*javascript:/i)
        expect(await safeHtml(safe)).toBe(safe)
      }),
    )
  })
})
