import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redactJson, redactText, secretsIn } from './redact.ts'

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
  ['Nothing to hide: a token_type=bearer', 'Nothing to hide: a token_type=bearer'],
  ['page_token=EAAB1x&id=1', 'page_token=[redacted]&id=1'],
  ['"page_access_token": "EAAB1x"', '"page_access_token": "[redacted]"'],
  ['oauth_token=1-ab, oauth_token_secret=cd', 'oauth_token=[redacted], oauth_token_secret=[redacted]'],
  ['user_access_token=EAAB1x', 'user_access_token=[redacted]'],
  ['userAccessToken=EAAB1x&codeVerifier=ab', 'userAccessToken=[redacted]&codeVerifier=[redacted]'],
  ['?next=%3Faccess_token%3DEAAB1x', '?next=%3Faccess_token%3D[redacted]'],
  ['access_token%253DEAAB1x twice', 'access_token%253D[redacted] twice'],
  ['%7B%22access_token%22%3A%22EAAB1x', '%7B%22access_token%22%3A%22[redacted]'],
  [String.raw`{\"page_token\":\"EAAB1x"}`, String.raw`{\"page_token\":\"[redacted]"}`],
  ['x-proxy-authorization: Bearer abc', 'x-proxy-authorization: [redacted]'],
  ['auth_code=AQB1x&my_code%3DAQB1y', 'auth_code=[redacted]&my_code%3D[redacted]'],
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

test('a long text takes no longer than reading it', () => {
  const texts = ['token', 'token ', 'token"', 'code', 'a-', 'token%22', 'bearer '].map((part) =>
    part.repeat(40_000),
  )
  const before = performance.now()
  for (const text of texts) redactText(text)
  expect(performance.now() - before).toBeLessThan(2000)
})

test('the secrets of an answer are known by their keys', () => {
  const answer = { data: [{ id: '1', page_access_token: 'EAAB1x' }], token_type: 'bearer', expires_in: 7 }
  expect(secretsIn({ ...answer, refresh_token: 'abc' })).toEqual(['EAAB1x', 'abc'])
  expect([null, undefined, 'token', 7].flatMap(secretsIn)).toEqual([])
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

test('a secret that is no text by Unicode is hidden as well', () => {
  const broken = `abc${'\ud800'}defgh`
  expect(redactText(`x ${broken} ${encodeURIComponent(broken.toWellFormed())}`, [broken])).toBe(
    'x [redacted] [redacted]',
  )
})
