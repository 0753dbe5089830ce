import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactJson, redactText } from './redact.ts'

test.each([
  [
    'GET https://g.example.com/me?access_token=EAAB1x&fields=id',
    'GET https://g.example.com/me?access_token=[redacted]&fields=id',
  ],
  ['{"refresh_token":"abc.def","expires_in":7}', '{"refresh_token":"[redacted]","expires_in":7}'],
  ['client_secret=s&code=AQB_x-1#_=_', 'client_secret=[redacted]&code=[redacted]#_=_'],
  ['{"error":{"code":190}}', '{"error":{"code":190}}'],
  ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: [redacted]'],
  ['sent Bearer abcdefgh.ijkl twice', 'sent Bearer [redacted] twice'],
  ['Nothing to hide: the barcode=12', 'Nothing to hide: the barcode=12'],
])('%s', (text, safe) => {
  expect(redactText(text)).toBe(safe)
})

test('telling keys are hidden at any depth, numbers under them stay', () => {
  expect(
    redactJson({
      pages: [{ id: '1', access_token: 'x' }],
      code: 'invalid_grant',
      error: { Input_Token: 'AQB', id_token: null },
    }),
  ).toEqual({
    pages: [{ id: '1', access_token: '[redacted]' }],
    code: 'invalid_grant',
    error: { Input_Token: '[redacted]', id_token: null },
  })
})

test('a known secret appears in no text, wherever and however it is echoed', () => {
  const secret = fc.string({ minLength: 6, unit: fc.constantFrom(...'abcXYZ019|+/=_-') })
  fc.assert(
    fc.property(secret, fc.string(), fc.string(), (token, before, after) => {
      for (const echoed of [token, encodeURIComponent(token)]) {
        const safe = redactText(`${before}${echoed}${after}`, [token])
        expect(safe).not.toContain(token)
        expect(JSON.stringify(redactJson({ [`k${echoed}`]: [echoed] }, [token]))).not.toContain(`"${echoed}"`)
      }
    }),
  )
})
