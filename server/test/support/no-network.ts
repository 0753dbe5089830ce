import { type NetConnectOpts, Socket } from 'node:net'
import { afterEach } from 'vitest'

const blocked: string[] = []
/** Files of tests share a process, and each of them comes by here: what Node.js brought is wrapped once, never a wrapper. */
const original = Symbol.for('tradepost.socket.connect')
const sockets = Socket.prototype as Socket & { [original]?: typeof Socket.prototype.connect }
sockets[original] ??= Socket.prototype.connect
const connect = sockets[original]

/** Every client of Node.js (fetch, http, tls, pg) opens its connections here. */
Socket.prototype.connect = function (this: Socket, ...values: unknown[]) {
  const target = destination(values)
  if (target === null || isLoopback(target)) return Reflect.apply(connect, this, values)
  blocked.push(target)
  const error = new Error(`Tests may not connect to ${target}`)
  // A name that does not resolve is a failure that every client is prepared for at this point.
  return Reflect.apply(connect, this, [
    {
      host: 'blocked.invalid',
      port: 1,
      lookup: (_host: string, _options: object, done: (e: Error) => void) => done(error),
    },
  ])
} as typeof connect

/** A caller may swallow the failed connection; the test fails all the same. */
afterEach(() => {
  const targets = takeBlockedConnections()
  if (targets.length > 0) throw new Error(`This test tried to connect to ${targets.join(', ')}`)
})

/** The hosts that were refused since the last call, which forgets them. */
export function takeBlockedConnections(): string[] {
  return blocked.splice(0)
}

/** The host of a `connect` call in any of its forms; null for a Unix socket. */
function destination([first, second]: unknown[]): string | null {
  if (Array.isArray(first)) return destination(first)
  if (typeof first === 'object' && first !== null) {
    const options = first as NetConnectOpts
    return 'path' in options && options.path ? null : ('host' in options && options.host) || 'localhost'
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return null
  return typeof second === 'string' ? second : 'localhost'
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
