import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calledUrl, envelopePage, envelopePageBody, salesPage } from './pagination.ts'

const malformed = ['-1', 'abc', '1.5', '1e18', '', '0', '1'.repeat(10), ' 1', '+1', '0x1', undefined]

test('the sales page falls back on every value that is no page and caps the limit', () => {
  for (const raw of malformed) {
    expect(salesPage({ page: raw, limit: raw })).toEqual({ page: 1, limit: 10, offset: 0 })
    expect(salesPage({ limit: raw }, 20).limit).toBe(20)
  }
  expect(salesPage({ page: '3', limit: '1001' })).toEqual({ page: 3, limit: 1000, offset: 2000 })
  expect(Number.isSafeInteger(salesPage({ page: '999999999', limit: '1000' }).offset)).toBe(true)
})

test('the envelope page falls back on every value that is no page and caps the limit', () => {
  for (const raw of malformed.filter((value) => value !== '1'.repeat(10)))
    expect(envelopePage({ page: raw, limit: raw })).toEqual({ limit: 20, offset: 0, mode: 'page' })
  expect(envelopePage({ page: '99999999999999999999' }).offset).toBeGreaterThan(1e9)
  expect(envelopePage({ limit: '101' }).limit).toBe(100)
  expect(envelopePage({ page: '3', limit: '5' })).toEqual({ limit: 5, offset: 10, mode: 'page' })
  expect(envelopePage({ page: '3', offset: '0' })).toEqual({ limit: 20, offset: 0, mode: 'offset' })
  expect(envelopePage({ offset: 'abc', page: '3' })).toEqual({ limit: 20, offset: 0, mode: 'offset' })
  for (const offset of ['', 'undefined', 'null'])
    expect(envelopePage({ offset, page: '3' })).toEqual({ limit: 20, offset: 40, mode: 'page' })
})

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => index)

/** One answer of a list of `rows` to the query of `url`. */
function answer(url: URL, rows: number[]) {
  const page = envelopePage(Object.fromEntries(url.searchParams))
  return envelopePageBody(url, page, rows.length, rows.slice(page.offset, page.offset + page.limit))
}

const modes = fc.constantFrom('page', 'offset')

test('following next from the start yields each row once, following previous leads back, in both modes', () => {
  fc.assert(
    fc.property(fc.nat(250), fc.integer({ min: 1, max: 120 }), modes, (count, limit, mode) => {
      const rows = rowsOf(count)
      const url = new URL(`https://shop.example.com/api/v1/x/?status=a%26b&limit=${limit}`)
      if (mode === 'offset') url.searchParams.set('offset', '0')
      const seen: number[] = []
      let at: string | null = url.href
      let last = at
      while (at !== null) {
        const page: ReturnType<typeof answer> = answer(new URL(at), rows)
        expect(page.count).toBe(count)
        seen.push(...page.results)
        last = at
        at = page.next
      }
      expect(seen).toEqual(rows)
      let back: string | null = last
      let steps = 0
      while (back !== null) {
        expect(new URL(back).searchParams.get('status')).toBe('a&b')
        expect(new URL(back).searchParams.has(mode === 'page' ? 'offset' : 'page')).toBe(false)
        back = answer(new URL(back), rows).previous
        steps += 1
      }
      expect(steps).toBe(Math.max(1, Math.ceil(count / Math.min(limit, 100))))
    }),
    { numRuns: 60 },
  )
})

test('any query gives a page that the database can be asked for', () => {
  const value = fc.oneof(fc.string(), fc.nat().map(String), fc.constant(undefined))
  fc.assert(
    fc.property(value, value, value, (page, limit, offset) => {
      for (const asked of [
        salesPage({ page, limit }),
        envelopePage({ page, limit, ...(offset === undefined ? {} : { offset }) }),
      ]) {
        expect(asked.limit).toBeGreaterThanOrEqual(1)
        expect(asked.limit).toBeLessThanOrEqual(1000)
        expect(asked.offset).toBeGreaterThanOrEqual(0)
        expect(Number.isSafeInteger(asked.offset)).toBe(true)
      }
    }),
  )
})

test('the called URL stands on PUBLIC_BASE_URL, else on the host that was asked', () => {
  const request = { url: '/api/v1/x/?page=2', protocol: 'http', host: 'localhost:8000' }
  expect(calledUrl(request, { publicBaseUrl: null }).href).toBe('http://localhost:8000/api/v1/x/?page=2')
  expect(calledUrl(request, { publicBaseUrl: 'https://shop.example.com' }).href).toBe(
    'https://shop.example.com/api/v1/x/?page=2',
  )
  expect(calledUrl({ ...request, host: 'a b' }, { publicBaseUrl: null }).pathname).toBe('/api/v1/x/')
})
