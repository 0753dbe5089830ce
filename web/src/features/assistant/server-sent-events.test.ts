import { expect, test } from 'vitest'
import { readEvents, type ServerSentEvent } from './server-sent-events.ts'

async function eventsOf(...pieces: (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces)
        controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)
      controller.close()
    },
  })
  const events: ServerSentEvent[] = []
  for await (const event of readEvents(body)) events.push(event)
  return events
}

test('events are read whatever pieces they arrive in', async () => {
  const text = 'event: sources\ndata: [1]\n\nevent: delta\ndata: {"text":"قوری"}\n\n'
  const bytes = new TextEncoder().encode(text)
  const expected = [
    { event: 'sources', data: '[1]' },
    { event: 'delta', data: '{"text":"قوری"}' },
  ]
  expect(await eventsOf(text)).toEqual(expected)
  expect(await eventsOf(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected)
})

test('line ends of every kind count, also when a piece ends between their halves', async () => {
  expect(await eventsOf('event: delta\r', '\ndata: a\r\n', '\r\n')).toEqual([{ event: 'delta', data: 'a' }])
})

test('several data lines make one text; comments and unknown fields make none', async () => {
  expect(await eventsOf(': keep-alive\n\nid: 4\ndata: a\ndata:b\n\n')).toEqual([
    { event: 'message', data: 'a\nb' },
  ])
})

test('an event that the end of the stream cuts off is dropped', async () => {
  expect(await eventsOf('data: whole\n\ndata: half')).toEqual([{ event: 'message', data: 'whole' }])
})
