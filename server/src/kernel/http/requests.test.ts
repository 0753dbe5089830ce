import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestAnswer, type TestApp } from '../../../test/support/app.ts'
import { bases, sendRaw, thingsFeature } from '../../../test/support/protocol.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ features: [thingsFeature] })
})
afterAll(() => app.close())

type Name = keyof typeof bases
const token = 'user-1'
const mebibyte = 1024 * 1024
const names = Object.keys(bases) as Name[]

/** What each contract says, independent of the code that says it. */
const texts: Record<Name, Record<string, unknown>> = {
  sales: {
    noToken: { message: 'No token provided' },
    badToken: { message: 'Invalid token' },
    badJson: { message: 'Invalid JSON' },
    notAnObject: { message: 'Request body must be a JSON object' },
    mediaType: { message: 'Unsupported media type' },
    tooLarge: { message: 'Request body too large' },
    unknown: { message: 'Not found' },
    bug: { message: 'Server error' },
  },
  envelope: {
    noToken: envelope('NOT_AUTHENTICATED'),
    badToken: envelope('TOKEN_NOT_VALID'),
    badJson: envelope('PARSE_ERROR'),
    notAnObject: envelope('VALIDATION_ERROR'),
    mediaType: envelope('UNSUPPORTED_MEDIA_TYPE'),
    tooLarge: envelope('PAYLOAD_TOO_LARGE'),
    unknown: envelope('NOT_FOUND'),
    bug: envelope('INTERNAL_ERROR'),
  },
  'rest-framework': {
    noToken: { detail: 'Authentication credentials were not provided.' },
    badToken: { detail: expect.any(String) },
    badJson: { detail: expect.stringMatching(/^JSON parse error - ./) },
    notAnObject: {
      non_field_errors: [
        expect.stringMatching(
          /^Invalid data\. Expected a dictionary, but got (list|str|int|NoneType|bool)\.$/,
        ),
      ],
    },
    mediaType: { detail: expect.stringMatching(/^Unsupported media type ".+" in request\.$/) },
    tooLarge: { detail: 'Request body too large.' },
    unknown: { detail: 'Not found.' },
    bug: { detail: 'Server error.' },
  },
}

function envelope(code: string) {
  return { success: false, error: { code, message: expect.any(String), details: expect.any(Object) } }
}

function expectAnswer(answer: TestAnswer, status: number, body: unknown): void {
  expect(answer.body).toEqual(body)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
}

const send = (base: string, body: unknown, type: string | null = 'application/json', bearer = token) =>
  app.call('POST', base, {
    token: bearer,
    body,
    headers: type === null ? {} : { 'content-type': type },
  })

describe.each(names)('in the %s dialect', (name) => {
  const base = bases[name]
  const says = texts[name]

  test('401 comes before anything about the body', async () => {
    const big = 'x'.repeat(mebibyte + 1)
    for (const [body, type] of [
      ['{', 'application/json'],
      ['<a/>', 'text/xml'],
      [big, 'application/json'],
    ] as const) {
      const answer = await app.call('POST', base, { body, headers: { 'content-type': type } })
      expectAnswer(answer, 401, says.noToken)
    }
    expectAnswer(await send(base, '{', 'application/json', 'nobody'), 401, says.badToken)
  })

  test('credentials are read as the contract says', async () => {
    const call = (authorization: string) => app.call('GET', base, { headers: { authorization } })
    expect((await call('bearer user-1')).status).toBe(200)
    expectAnswer(await call('Bearer'), 401, says.noToken)
    expectAnswer(await call('Basic'), 401, says.noToken)
    expectAnswer(await call('Basic dXNlcg=='), 401, name === 'sales' ? says.badToken : says.noToken)
    const challenge = (await app.get(base)).headers.get('www-authenticate')
    expect(challenge).toBe(name === 'sales' ? null : 'Bearer realm="api"')
  })

  test('an empty body is an empty object, whatever its type', async () => {
    for (const type of ['application/json', 'text/plain', null]) {
      const answer = await send(base, '', type)
      expect(answer.status, String(type)).toBe(400)
      expect(answer.text, String(type)).toContain('Name is required')
      expect((await send(`${base}/1/switch`, '', type)).body).toEqual({ done: true })
    }
    expect((await app.call('POST', `${base}/1/switch`, { token })).body).toEqual({ done: true })
  })

  test.each(['{', 'nonsense', '{"name":}', '\u0000'])('%j is not JSON', async (body) => {
    expectAnswer(await send(base, body), 400, says.badJson)
  })

  test('bytes that are not UTF-8 are not JSON', async () => {
    const bytes = Buffer.from([...Buffer.from('{"name":"'), 0xc3, 0x28, ...Buffer.from('"}')])
    expectAnswer(await send(base, bytes), 400, says.badJson)
  })

  test.each(['[]', '"text"', '12', 'null', 'true'])('%s is JSON but no object', async (body) => {
    expectAnswer(await send(base, body), 400, says.notAnObject)
  })

  test.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'json',
    'application/json-patch+json',
  ])('a body of type %s is 415', async (type) => {
    expectAnswer(await send(base, '{"name":"x"}', type), 415, says.mediaType)
  })

  test('a body without a type is 415', async () => {
    const head = `POST ${base} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n`
    const answer = await sendRaw(app.url, `${head}Content-Length: 12\r\n\r\n{"name":"x"}`)
    expect(answer).toMatch(/^HTTP\/1.1 415 /)
  })

  test('a form on a JSON route is 415, JSON on a form route too', async () => {
    const form = new FormData()
    form.set('name', 'x')
    expectAnswer(await app.call('POST', base, { token, body: form }), 415, says.mediaType)
    expectAnswer(await app.post(`${base}/form`, { name: 'x' }), 415, says.mediaType)
  })

  test('the type may be written in capitals and with a charset', async () => {
    const answer = await send(base, '{"name":"x"}', 'Application/JSON; Charset=UTF-8')
    expect(answer.body).toEqual({ thing: { name: 'x' } })
  })

  test('one byte over 1 MiB is 413, with and without a length; 1 MiB is read', async () => {
    const body = (bytes: number) => `{"name":"x","pad":"${'p'.repeat(bytes - 21)}"}`
    expect((await send(base, body(mebibyte))).status).toBe(200)
    expectAnswer(await send(base, body(mebibyte + 1)), 413, says.tooLarge)
    const head = `POST ${base} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n`
    const chunk = `${(mebibyte + 1).toString(16)}\r\n${body(mebibyte + 1)}\r\n0\r\n\r\n`
    const answer = await sendRaw(
      app.url,
      `${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual(says.tooLarge)
  })

  test('whoever sends too much can read the 413 after his last byte, and go on with the connection', async () => {
    const body = 'p'.repeat(3 * mebibyte)
    const head = `POST ${base} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
    const next = `GET ${base} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`
    for (const sent of [
      `Content-Length: ${body.length}\r\n\r\n${body}`,
      `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    ]) {
      const answers = await sendRaw(app.url, `${head}${sent}${next}`)
      expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
    }
  })

  test('unknown keys and __proto__ are ignored and touch nothing', async () => {
    const body = '{"name":"x","id":9,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    expect((await send(base, body)).body).toEqual({ thing: { name: 'x' } })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    const query = await app.get(`${base}?__proto__=1&constructor=2&search=a`, token)
    expect(query.body.query).toEqual({ search: 'a' })
  })

  test('a body nested a hundred thousand deep is an ordinary refusal', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    // Stores' bodies are kept whole, hence refused whole.
    const isStore = name === 'rest-framework'
    expectAnswer(await send(base, deep), 400, isStore ? says.badJson : says.notAnObject)
    expect((await send(base, `{"name":${deep}}`)).status).toBe(400)
    expect((await send(base, `{"name":"x","other":${deep}}`)).status).toBe(isStore ? 400 : 200)
  })

  test('of repeated query keys the first wins', async () => {
    const answer = await app.get(`${base}?search=a&search=b`, token)
    expect(answer.body).toEqual({ query: { search: 'a' }, raw: { search: 'a' } })
  })

  test('U+0000 and broken percent-encoding in a query are never a 5xx', async () => {
    expect((await app.get(`${base}?search=a%00b`, token)).status).toBe(400)
    expect((await app.get(`${base}/searched?q=a%00b`)).status).toBe(400)
    for (const value of ['%zz', '%', '%ED%A0%80', '%FF', 'a+b']) {
      expect((await app.get(`${base}/searched?q=${value}`)).status, value).toBe(200)
    }
  })

  test('a path that cannot name anything is 404', async () => {
    expect((await app.get(`${base}/named/x`)).status).toBe(200)
    for (const part of ['a%00b', '%zz', '%ED%A0%80', '%FF', 'n'.repeat(501), 'n'.repeat(4000)]) {
      expectAnswer(await app.get(`${base}/named/${part}`), 404, says.unknown)
    }
  })

  test('an id that cannot be one is 404, before the fields are judged', async () => {
    for (const id of ['abc', '-1', '0', '1.5', '9'.repeat(20), '2147483648', '%31%00', '1e1']) {
      const answer = await app.put(`${base}/${id}`, { name: 7 }, token)
      expect(answer.status, id).toBe(404)
    }
    expect((await app.put(`${base}/2`, { name: 7 }, token)).status).toBe(404)
    expect((await app.put(`${base}/1`, { name: 7 }, token)).status).toBe(400)
    expect((await app.put(`${base}/1`, { name: 'y' }, token)).body).toEqual({ changes: { name: 'y' } })
  })

  test('a final slash changes nothing', async () => {
    expect((await app.get(`${base}/`, token)).status).toBe(200)
    expect((await app.post(`${base}/`, { name: 'x' }, token)).body).toEqual({ thing: { name: 'x' } })
    expect((await app.put(`${base}/1/`, { name: 'x' }, token)).body).toEqual({ changes: { name: 'x' } })
    expect((await app.post(`${base}/1/switch/`, {}, token)).status).toBe(200)
  })

  test('another spelling of the path keeps the dialect', async () => {
    const answer = await app.get(base.replace('/api', '/%61pi'))
    expectAnswer(answer, 401, says.noToken)
  })

  test('HEAD answers as GET without a body; OPTIONS is no error', async () => {
    const head = await app.call('HEAD', base, { token })
    expect(head).toMatchObject({ status: 200, text: '' })
    expect((await app.call('HEAD', base)).status).toBe(401)
    expect([200, 204]).toContain((await app.call('OPTIONS', base)).status)
  })

  test('a method that the path does not have', async () => {
    for (const [path, body] of [
      [base, undefined],
      [`${base}/`, undefined],
      [base, '{'],
    ] as const) {
      const answer = await app.call('DELETE', path, { token, ...(body ? { body } : {}) })
      if (name === 'sales') expectAnswer(answer, 404, says.unknown)
      else {
        expect(answer.status).toBe(405)
        expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST'])
      }
    }
    expectAnswer(await app.call('PATCH', `${base}/1/nowhere`, { token }), 404, says.unknown)
  })

  test('a bug is a bare 500', async () => {
    const answer = await app.get(`${base}/broken`)
    expectAnswer(answer, 500, says.bug)
    expect(answer.text).not.toContain('secret detail')
  })

  test('what is no HTTP request is refused on its socket and the server lives on', async () => {
    const huge = await sendRaw(
      app.url,
      `GET ${base} HTTP/1.1\r\nHost: x\r\nX-Pad: ${'p'.repeat(70_000)}\r\n\r\n`,
    )
    expect(huge).toMatch(/^HTTP\/1.1 431 /)
    const broken = await sendRaw(app.url, `GET ${base} HTTP/1.1\r\nBroken Header\r\n\r\n`)
    expect(broken).toMatch(/^HTTP\/1.1 400 /)
    expect(Object.keys(JSON.parse(broken.slice(broken.indexOf('\r\n\r\n'))))[0]).toBe(
      { sales: 'message', envelope: 'success', 'rest-framework': 'detail' }[name],
    )
    const twice = await sendRaw(
      app.url,
      `POST ${base} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    )
    expect(twice).toMatch(/^HTTP\/1.1 400 /)
    expect((await app.get(base, token)).status).toBe(200)
  })

  test('duplicate credentials are not joined into one', async () => {
    const head = `GET ${base} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
    const answer = await sendRaw(
      app.url,
      `${head}Authorization: Bearer nobody\r\nAuthorization: Bearer user-1\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1.1 401 /)
  })
})

describe('the sales contract', () => {
  test('one entry per failing field, in the order of the table, no value echoed', async () => {
    const answer = await app.post(
      bases.sales,
      { items: [{ quantity: 1 }, { quantity: 0 }, {}], count: 'x' },
      token,
    )
    expectAnswer(answer, 400, {
      errors: [
        { msg: 'Name is required', param: 'name', location: 'body' },
        { msg: 'Invalid value', param: 'count', location: 'body' },
        { msg: 'Invalid value', param: 'items[1].quantity', location: 'body' },
        { msg: 'Quantity is required', param: 'items[2].quantity', location: 'body' },
      ],
    })
    expectAnswer(await app.get(`${bases.sales}?search=%00`, token), 400, {
      errors: [{ msg: 'Invalid value', param: 'search', location: 'query' }],
    })
  })

  test('a PUT without a known key, and the form of a body before the path id', async () => {
    expectAnswer(await app.put(`${bases.sales}/1`, { id: 4 }, token), 400, { message: 'No fields to update' })
    expectAnswer(await app.put(`${bases.sales}/1`, '', token), 400, { message: 'No fields to update' })
    expectAnswer(await app.put(`${bases.sales}/abc`, '{', token), 400, { message: 'Invalid JSON' })
    expectAnswer(await app.put(`${bases.sales}/abc`, '[]', token), 400, {
      message: 'Request body must be a JSON object',
    })
    expectAnswer(await app.put(`${bases.sales}/abc`, {}, token), 404, { message: 'Thing not found' })
  })

  test('machine tokens: unknown, without the permission, on an endpoint for people', async () => {
    expectAnswer(await app.get(bases.sales, 'tcpf_x'), 401, { message: 'Invalid API token' })
    expectAnswer(await app.post(bases.sales, '{', 'tcpf_1'), 403, {
      message: 'Missing permission: things:write',
    })
    expectAnswer(await app.post(`${bases.sales}/1/switch`, {}, 'tcpf_1'), 403, {
      message: 'API tokens cannot use this endpoint',
    })
    expect((await app.get(bases.sales, 'tcpf_1')).status).toBe(200)
  })
})

describe('the envelope', () => {
  test('details map each field to its texts and the message is the first', async () => {
    const answer = await app.post(bases.envelope, { count: -1 }, token)
    expectAnswer(answer, 400, {
      success: false,
      error: {
        code: 'VALIDATION_ERROR',
        message: 'Name is required',
        details: { name: ['Name is required'], count: ['Invalid value'] },
      },
    })
  })

  test('a bad token is refused on a public endpoint too', async () => {
    expectAnswer(await app.get(`${bases.envelope}/named/x`, 'nobody'), 401, texts.envelope.badToken)
    expect((await app.get(`${bases.sales}/named/x`, 'nobody')).status).toBe(200)
  })
})

test('429 of the limiter says when to come back, in the envelope; the sales API has no limit', async () => {
  const limited = await startTestApp({
    features: [thingsFeature],
    env: { THROTTLE_ENABLED: 'True' },
    now: '2026-03-01T12:00:45Z',
  })
  try {
    const path = `${bases.envelope}/named/x`
    const answers = await Promise.all(Array.from({ length: 301 }, () => limited.get(path)))
    const refused = answers.filter((answer) => answer.status !== 200)
    expect(refused).toHaveLength(1)
    expectAnswer(refused[0]!, 429, envelope('THROTTLED'))
    expect(refused[0]!.headers.get('retry-after')).toBe('15')
    expect((await limited.get(`${bases.sales}/named/x`)).status).toBe(200)
  } finally {
    await limited.close()
  }
})
