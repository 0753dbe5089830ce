import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { fixedClock } from '../../kernel/clock/clock.ts'
import { systemRandom } from '../../kernel/clock/random.ts'
import { linkedin } from './adapters/linkedin.ts'
import { createProvider } from './provider-client.ts'

let calls = 0
const silent = createServer(() => {
  calls++
})
let url = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
})
afterAll(() => {
  silent.closeAllConnections()
  silent.close()
})

test.each(['GET', 'POST'] as const)(
  'who waited in vain for the answer of a %s is not made to wait again',
  async (method) => {
    calls = 0
    const provider = createProvider({
      adapter: linkedin,
      settings: {
        clientId: 'app',
        clientSecret: 'secret',
        oauthUrl: url,
        apiUrl: url,
        scopes: [],
        extra: {},
      },
      clock: fixedClock('2026-03-10T08:00:00Z'),
      random: systemRandom,
      pause: async () => {},
      secrets: [],
      timeoutMs: 100,
    })
    await expect(provider.call({ method, url: `${url}/posts` })).rejects.toMatchObject({ kind: 'timeout' })
    expect(calls).toBe(1)
  },
)

/** A platform of one answer after the other. */
async function answering(answers: readonly { status?: number; headers?: object; body: unknown }[]) {
  const left = [...answers]
  const server = createServer((_request, response) => {
    const { status = 200, headers = {}, body } = left.shift() ?? { body: {} }
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = createProvider({
    adapter: linkedin,
    settings: {
      clientId: 'app',
      clientSecret: 'secret',
      oauthUrl: base,
      apiUrl: base,
      scopes: [],
      extra: {},
    },
    clock: fixedClock('2026-03-10T08:00:00Z'),
    random: systemRandom,
    pause: async () => {},
    secrets: [],
  })
  return (form: Record<string, string> = {}) => provider.call({ method: 'POST', url: base, form })
}

test('what an answer or a call had of secrets is in no later text of the same operation', async () => {
  const call = await answering([
    { body: { data: [{ id: '7', access_token: 'page-7-EAAB' }] } },
    { status: 400, body: { message: 'No post by page-7-EAAB with refresh-1-xy', serviceErrorCode: 1 } },
  ])
  await call()
  await expect(call({ refresh_token: 'refresh-1-xy' })).rejects.toMatchObject({
    facts: { message: 'No post by [redacted] with [redacted]' },
  })
})

test.each(['999999999', 'Fri, 01 Jan 2999 00:00:00 GMT'])(
  'a platform that wants to be left alone for years (%s) is left alone for a day',
  async (wait) => {
    const call = await answering([{ status: 429, headers: { 'retry-after': wait }, body: { message: 'no' } }])
    await expect(call()).rejects.toMatchObject({ kind: 'rate', waitMs: 86_400_000 })
  },
)
