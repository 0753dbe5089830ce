import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { takeBlockedConnections } from './no-network.ts'

test.each(['http://shop.example.com/', 'https://shop.example.com/', 'http://192.0.2.7:8080/'])(
  'a request to %s is refused and remembered',
  async (url) => {
    await expect(fetch(url)).rejects.toThrow()

    expect(takeBlockedConnections()).toEqual([new URL(url).hostname])
  },
)

test('a request to a server on the loopback address goes through', async () => {
  const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
  await once(server, 'listening')

  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)

  expect(await answer.text()).toBe('hello')
  expect(takeBlockedConnections()).toEqual([])
  server.close()
})
