export type ServerSentEvent = { event: string; data: string }

/**
 * The events of a `text/event-stream` body as they arrive, whatever pieces the network cuts it into. Comments and
 * fields that nobody needs here (`id`, `retry`) are skipped; an event cut off by the end of the stream is dropped.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let waiting = ''
  let event = 'message'
  let data: string[] = []
  for await (const text of texts(body)) {
    const lines = (waiting + text).split(/\r\n|\n|\r(?!$)/)
    waiting = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { event, data: data.join('\n') }
        event = 'message'
        data = []
      } else if (line.startsWith('event:')) event = payload(line)
      else if (line.startsWith('data:')) data.push(payload(line))
    }
  }
}

/** Not every browser can iterate over a stream. */
async function* texts(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      yield decoder.decode(value, { stream: true })
    }
  } finally {
    // Whoever stops reading is not interested in the rest.
    void reader.cancel().catch(() => undefined)
  }
}

function payload(line: string): string {
  return line.slice(line.indexOf(':') + 1).replace(/^ /, '')
}
