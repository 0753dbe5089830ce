import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
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
