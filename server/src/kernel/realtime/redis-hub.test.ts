import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { prepareRedis, testRedisUrl } from '../../../test/support/redis.ts'
import { openTestPair, type TestPair } from '../../../test/support/redis-pair.ts'
import { fakeSocket } from '../../../test/support/sockets.ts'
import { closeSessionSockets, createRealtimeHub, sessionChannel } from './hub.ts'
import { createRedisHub } from './redis-hub.ts'

const opened: TestPair[] = []
afterEach(() => Promise.all(opened.splice(0).map((pair) => pair.close())))

/** Hubs of so many processes of one installation. */
async function openHubs(count: number, { url = testRedisUrl as string, installation = randomUUID() } = {}) {
  const pairs = await Promise.all(Array.from({ length: count }, () => openTestPair(url, installation)))
  opened.push(...pairs)
  const hubs = await Promise.all(pairs.map((pair) => createRedisHub(pair, createRealtimeHub())))
  return { pairs, hubs, installation }
}

async function startRedis() {
  const redis = await prepareRedis()
  onTestFinished(() => redis.remove())
  await redis.start()
  return redis
}

const soon = { timeout: 5000, interval: 10 }

describe.skipIf(!testRedisUrl)('a hub over Redis', () => {
  test('a frame reaches the sockets of its channel in every process once, and no others', async () => {
    const { hubs } = await openHubs(3)
    const sockets = hubs.map((hub) => {
      const socket = fakeSocket()
      hub.subscribe('user:1', socket)
      return socket
    })
    const other = fakeSocket()
    hubs[1]!.subscribe('user:2', other)
    hubs[0]!.publish('user:1', { type: 'hello', text: 'سلام' })
    hubs[2]!.publish('user:1', { type: 'last' })
    for (const socket of sockets) {
      await expect.poll(() => socket.frames.length, soon).toBe(2)
      expect(socket.frames).toContainEqual({ type: 'hello', text: 'سلام' })
    }
    expect(other.frames).toEqual([])
  })

  test('all sockets of a channel see the frames of all processes in one order', async () => {
    const { hubs } = await openHubs(3)
    const sockets = hubs.map((hub) => {
      const socket = fakeSocket()
      hub.subscribe('room', socket)
      return socket
    })
    for (let round = 0; round < 100; round++) {
      for (const [index, hub] of hubs.entries()) hub.publish('room', { round, index })
      await new Promise(setImmediate)
    }
    for (const socket of sockets) await expect.poll(() => socket.frames.length, soon).toBe(300)
    expect(sockets[1]!.frames).toEqual(sockets[0]!.frames)
    expect(sockets[2]!.frames).toEqual(sockets[0]!.frames)
  })

  test('installations that share a Redis hear nothing of each other', async () => {
    const [one, other] = await Promise.all([openHubs(2), openHubs(1)])
    const [near, foreign] = [fakeSocket(), fakeSocket()]
    one.hubs[1]!.subscribe('room', near)
    other.hubs[0]!.subscribe('room', foreign)
    one.hubs[0]!.publish('room', {})
    await expect.poll(() => near.frames.length, soon).toBe(1)
    expect(foreign.frames).toEqual([])
  })

  test('an ended session loses its sockets in every process, after what was sent to them before', async () => {
    const { hubs } = await openHubs(2)
    const [here, there, others] = [fakeSocket(), fakeSocket(), fakeSocket()]
    hubs[0]!.subscribe(sessionChannel('s1'), here)
    hubs[1]!.subscribe(sessionChannel('s1'), there)
    hubs[1]!.subscribe(sessionChannel('s2'), others)
    hubs[0]!.publish(sessionChannel('s1'), { type: 'farewell' })
    closeSessionSockets(hubs[0]!, ['s1'])
    expect(here).toMatchObject({ closed: 4401, frames: [{ type: 'farewell' }] })
    await expect.poll(() => there.closed, soon).toBe(4401)
    expect(there.frames).toEqual([{ type: 'farewell' }])
    expect(others.closed).toBeNull()
    expect(hubs[1]!.count(sessionChannel('s1'))).toBe(0)
  })

  test('what is not a message of ours is passed over', async () => {
    const { hubs, pairs } = await openHubs(1)
    const socket = fakeSocket()
    hubs[0]!.subscribe('room', socket)
    for (const raw of ['', 'no JSON', '{}', 'null', '[1,2]', '["x",1,"what","room",{}]', '["x",1,"frame"]']) {
      await pairs[0]!.commands.publish(pairs[0]!.key('realtime', 'all'), raw)
    }
    hubs[0]!.publish('room', { type: 'after' })
    await expect.poll(() => socket.frames, soon).toEqual([{ type: 'after' }])
    expect(socket.closed).toBeNull()
  })

  test('without Redis, frames and closings still reach the sockets of their own process', async () => {
    const redis = await startRedis()
    const { hubs, pairs } = await openHubs(1, redis)
    await redis.kill()
    await expect.poll(() => pairs[0]!.ready(), soon).toBe(false)
    const socket = fakeSocket()
    hubs[0]!.subscribe('room', socket)
    hubs[0]!.publish('room', { n: 1 })
    hubs[0]!.publish('room', { n: 2 })
    await expect.poll(() => socket.frames, soon).toEqual([{ n: 1 }, { n: 2 }])
    hubs[0]!.close('room', 4401, 'The session has ended')
    expect(socket.closed).toBe(4401)
    expect(pairs[0]!.failures('realtime')).toBeGreaterThan(0)
  })

  test('a frame on its way when Redis is killed reaches the sockets of its own process once', async () => {
    const redis = await startRedis()
    const { hubs } = await openHubs(1, redis)
    const socket = fakeSocket()
    hubs[0]!.subscribe('room', socket)
    redis.hold()
    for (let n = 0; n < 10; n++) hubs[0]!.publish('room', { n })
    await redis.kill()
    await expect.poll(() => socket.frames.length, soon).toBe(10)
    expect(socket.frames).toEqual(Array.from({ length: 10 }, (_, n) => ({ n })))
  })

  test('sockets that may have missed something are closed with 1001 when Redis is back, and frames flow again', async () => {
    const redis = await startRedis()
    const { hubs, pairs } = await openHubs(2, redis)
    const [before, other] = [fakeSocket(), fakeSocket()]
    hubs[0]!.subscribe('room', before)
    hubs[1]!.subscribe('room', other)
    await redis.kill()
    await redis.start()
    for (const socket of [before, other]) await expect.poll(() => socket.closed, soon).toBe(1001)
    for (const pair of pairs) await expect.poll(() => pair.ready(), soon).toBe(true)
    const again = fakeSocket()
    hubs[1]!.subscribe('room', again)
    hubs[0]!.publish('room', { n: 1 })
    await expect.poll(() => again.frames, soon).toEqual([{ n: 1 }])
  })

  test('when only the sender was cut off, the others are told that they missed something', async () => {
    const redis = await startRedis()
    const { hubs, pairs } = await openHubs(2, redis)
    const [near, far] = [fakeSocket(), fakeSocket()]
    hubs[0]!.subscribe('room', near)
    hubs[1]!.subscribe('room', far)
    pairs[0]!.commands.disconnect(true)
    hubs[0]!.publish('room', { n: 1 })
    await expect.poll(() => far.closed, soon).toBe(1001)
    expect(near).toMatchObject({ closed: null, frames: [{ n: 1 }] })
  })

  test('a frame that Redis took but could not send back reaches the sockets of its own process once', async () => {
    const { hubs, pairs } = await openHubs(2)
    const [near, far] = [fakeSocket(), fakeSocket()]
    hubs[0]!.subscribe('room', near)
    hubs[1]!.subscribe('room', far)
    const listener = (await pairs[0]!.subscriber.client('ID')) as number
    const killed = pairs[0]!.commands.client('KILL', 'ID', listener)
    hubs[0]!.publish('room', { n: 1 })
    expect(await killed).toBe(1)
    await expect.poll(() => near.closed, soon).toBe(1001)
    expect([near.frames, far.frames]).toEqual([[{ n: 1 }], [{ n: 1 }]])
    expect(far.closed, 'it missed nothing').toBeNull()
  })
})
