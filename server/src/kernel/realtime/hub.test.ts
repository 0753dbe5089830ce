import { expect, test } from 'vitest'
import { fakeSocket } from '../../../test/support/sockets.ts'
import { createRealtimeHub } from './hub.ts'

test('a frame reaches each socket of its channel once and no other', () => {
  const hub = createRealtimeHub()
  const [a, b, other] = [fakeSocket(), fakeSocket(), fakeSocket()]
  hub.subscribe('user:1', a)
  hub.subscribe('user:1', a)
  hub.subscribe('user:1', b)
  hub.subscribe('user:2', other)
  hub.publish('user:1', { type: 'hello' })
  expect([a.frames, b.frames, other.frames]).toEqual([[{ type: 'hello' }], [{ type: 'hello' }], []])
})

test('an ended subscription hears nothing more, and the channel is forgotten', () => {
  const hub = createRealtimeHub()
  const socket = fakeSocket()
  const end = hub.subscribe('user:1', socket)
  end()
  end()
  hub.publish('user:1', {})
  expect(socket.frames).toEqual([])
  expect(hub.count('user:1')).toBe(0)
})

test('a socket whose queue would pass 1 MiB is closed with 1013; the others go on', () => {
  const hub = createRealtimeHub()
  const slow = fakeSocket({ bufferedAmount: 1024 * 1024 - 5 })
  const fast = fakeSocket()
  hub.subscribe('c', slow)
  hub.subscribe('c', fast)
  hub.publish('c', { big: true })
  expect(slow.closed).toBe(1013)
  expect(slow.frames).toEqual([])
  expect(fast.frames).toHaveLength(1)
  expect(hub.count('c')).toBe(1)
})

test('a closed or broken socket does not keep the frame from others', () => {
  const hub = createRealtimeHub()
  const closing = fakeSocket({ readyState: 2 })
  const broken = fakeSocket({ broken: true })
  const fine = fakeSocket()
  for (const socket of [closing, broken, fine]) hub.subscribe('c', socket)
  hub.publish('c', {})
  expect([closing.frames.length, fine.frames.length]).toEqual([0, 1])
})

test('a stopping process closes every socket once with 1001', () => {
  const hub = createRealtimeHub()
  const socket = fakeSocket()
  hub.subscribe('a', socket)
  hub.subscribe('b', socket)
  hub.closeAll()
  expect(socket.closed).toBe(1001)
  expect(hub.count('a') + hub.count('b')).toBe(0)
})

test('closing a channel ends its sockets and no others', () => {
  const hub = createRealtimeHub()
  const [a, b, other] = [fakeSocket(), fakeSocket(), fakeSocket()]
  hub.subscribe('member:1:2', a)
  hub.subscribe('member:1:2', b)
  hub.subscribe('member:1:3', other)
  hub.close('member:1:2', 4003, 'No member any more')
  hub.close('member:9:9', 4003, 'No member any more')
  expect([a.closed, b.closed, other.closed]).toEqual([4003, 4003, null])
  expect(hub.count('member:1:2')).toBe(0)
})
