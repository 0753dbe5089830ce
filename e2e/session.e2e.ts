import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launch, settled, signUp, visitor } from './shop.ts'

const address = inject('address')

let browser: Browser
let slow: SlowServer

beforeAll(async () => {
  browser = await launch()
  slow = await slowServer()
})
afterAll(async () => {
  await browser?.close()
  slow?.close()
})

type SlowServer = {
  address: string
  /** Holds the answers to the next refresh back; the server has dealt with the request by then. */
  holdNext(): { reached: Promise<void>; release: () => void }
  /** Status codes of all refreshes so far, in the order of arrival at the server. */
  refreshes: number[]
  close(): void
}

/** Stands before the server under test and passes everything on. */
async function slowServer(): Promise<SlowServer> {
  let held: { reach: () => void; until: Promise<void> } | null = null
  const refreshes: number[] = []

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const refreshing = incoming.url?.startsWith('/api/v1/auth/refresh') === true
    const hold = refreshing ? held : null
    if (refreshing) held = null
    const upstream = request(
      address + incoming.url,
      { method: incoming.method, headers: incoming.headers },
      async (answer) => {
        if (refreshing) refreshes.push(answer.statusCode ?? 0)
        hold?.reach()
        await hold?.until
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    incoming.pipe(upstream)
  }

  const server: Server = createServer(pass)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdNext() {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      held = { reach: reached.resolve, until: released.promise }
      return { reached: reached.promise, release: released.resolve }
    },
    refreshes,
    close: () => server.closeAllConnections(),
  }
}

test('a page that is left while it renews its session does not log out', async () => {
  const context = await visitor(browser, slow.address)
  const page = await context.newPage()
  await signUp(page, 'reload@example.com')
  await settled(page)
  slow.refreshes.length = 0

  const answer = slow.holdNext()
  await page.reload({ waitUntil: 'commit' })
  await answer.reached
  await page.reload({ waitUntil: 'commit' })
  // The cookie of the second load is used already; its successor is still under way.
  await expect.poll(() => slow.refreshes).toEqual([200, 401])
  answer.release()

  await page.getByRole('heading', { level: 1, name: 'Hello, Lan Pham' }).waitFor()
  expect(slow.refreshes.at(-1)).toBe(200)
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Hello, Lan Pham' }).waitFor()
  await context.close()
})
