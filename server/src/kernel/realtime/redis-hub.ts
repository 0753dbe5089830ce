import { randomUUID } from 'node:crypto'
import type { RedisPair } from '../redis/redis.ts'
import type { RealtimeHub } from './hub.ts'

/** What processes tell each other: sender, its running number, and what happened. */
type Message =
  | [sender: string, number: number, kind: 'frame', channel: string, frame: object]
  | [sender: string, number: number, kind: 'close', channel: string, code: number, reason: string]
  | [sender: string, number: number, kind: 'gap']

const listenAgainMs = 2000

/**
 * A hub whose frames reach the sockets of every process of the installation. A frame comes back to its sender by Redis as well, so that
 * all sockets of a channel see one order; when it does not come back, the sender's sockets get it all the same. Whoever may have missed
 * something is closed with 1001, reconnects and catches up: this process when it was cut off from Redis, the others when a
 * message of this one did not reach Redis.
 */
export async function createRedisHub(redis: RedisPair, local: RealtimeHub): Promise<RealtimeHub> {
  const { commands, subscriber } = redis
  const topic = redis.key('realtime', 'all')
  const self = randomUUID()
  /** Own frames that have not come back yet, oldest first. */
  const pending = new Map<number, string>()
  let sent = 0
  let listening = false
  let started = false
  let othersMissed = false

  function settle(number: number): void {
    const raw = pending.get(number)
    if (raw === undefined) return
    pending.delete(number)
    deliver(JSON.parse(raw) as Message)
  }

  function deliver(message: Message): void {
    const [, , kind, channel] = message
    if (kind === 'frame') local.publish(channel, message[4])
    else if (kind === 'close') local.close(channel, message[4], message[5])
    else if (kind === 'gap') local.closeAll()
  }

  function hear(raw: string): void {
    const message = readMessage(raw)
    if (message === null) return
    if (message[0] === self) settle(message[1])
    else deliver(message)
  }

  async function send(number: number, raw: string): Promise<void> {
    const taken = await redis.attempt(
      'realtime',
      async () => (await commands.publish(topic, raw)) >= 0,
      false,
    )
    if (taken) return tellGap()
    othersMissed = true
    settle(number)
  }

  async function tellGap(): Promise<void> {
    if (!othersMissed) return
    othersMissed = false
    await send(++sent, JSON.stringify([self, sent, 'gap'] satisfies Message))
  }

  async function listen(): Promise<void> {
    listening = await redis.attempt('realtime', async () => Boolean(await subscriber.subscribe(topic)), false)
    if (listening) {
      if (started) local.closeAll()
    } else if (subscriber.status === 'ready') {
      // Refused, not cut off, so no new connection will bring it here again.
      setTimeout(listen, listenAgainMs).unref()
    }
  }

  subscriber.on('message', (_topic, raw) => hear(raw))
  subscriber.on('ready', () => void listen())
  subscriber.on('close', () => {
    listening = false
    for (const number of [...pending.keys()]) settle(number)
  })
  commands.on('ready', () => void tellGap())
  if (subscriber.status === 'ready') await listen()
  started = true

  return {
    publish(channel, frame) {
      const raw = JSON.stringify([self, ++sent, 'frame', channel, frame] satisfies Message)
      pending.set(sent, raw)
      if (!listening) settle(sent)
      void send(sent, raw)
    },
    subscribe: local.subscribe,
    count: local.count,
    close(channel, code, reason) {
      // What was published before still goes out before.
      for (const [number, raw] of [...pending]) {
        if ((JSON.parse(raw) as Message)[3] === channel) settle(number)
      }
      local.close(channel, code, reason)
      void send(++sent, JSON.stringify([self, sent, 'close', channel, code, reason] satisfies Message))
    },
    closeAll: local.closeAll,
  }
}

/** Null for what is not of our making, whoever published it. */
function readMessage(raw: string): Message | null {
  try {
    const message = JSON.parse(raw) as unknown
    return Array.isArray(message) && typeof message[0] === 'string' ? (message as Message) : null
  } catch {
    return null
  }
}
