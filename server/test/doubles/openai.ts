import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the model's server got. */
export interface ModelCall {
  path: string
  authorization: string | null
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what was sent
  body: any
}

/** Only answers hang: vectors come all the same. */
export type Behaviour = 'answers' | 'fails' | 'hangs' | 'malformed' | 'breaks-off'

export interface OpenAiDouble {
  /** Environment variables that point the server here. */
  env: Record<string, string>
  calls: ModelCall[]
  /** What it says, in the pieces in which it streams. */
  says: string[]
  behaviour: Behaviour
  /** The direction of a text's vector. */
  embed: (text: string) => number[]
  /** Resolves when a caller has hung up on an unfinished answer. */
  hungUp: Promise<void>
  /** Texts that were embedded so far. */
  embedded(): string[]
  close(): Promise<void>
}

export const doubleKey = 'sk-double-never-log-me'

/** Plays `/chat/completions`, also streaming, and `/embeddings` of an OpenAI-compatible server. */
export async function startOpenAiDouble(): Promise<OpenAiDouble> {
  let hangUp = () => {}
  const server = createServer(async (request, response) => {
    response.once('close', () => response.writableEnded || hangUp())
    const body = JSON.parse(await readAll(request))
    const path = request.url ?? ''
    double.calls.push({ path, authorization: request.headers.authorization ?? null, body })
    if (double.behaviour === 'hangs' && path === '/v1/chat/completions') return
    if (double.behaviour === 'fails') return answer(response, 500, { error: { message: 'overloaded' } })
    if (double.behaviour === 'malformed') return response.writeHead(200).end('<html>maintenance</html>')
    if (path === '/v1/embeddings') {
      const data = (body.input as string[]).map((text, index) => ({ index, embedding: double.embed(text) }))
      return answer(response, 200, { data: data.reverse() })
    }
    if (!body.stream) {
      const message = { role: 'assistant', content: double.says.join('') }
      return answer(response, 200, { choices: [{ index: 0, message }] })
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const content of double.says) {
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
      if (double.behaviour === 'breaks-off') return response.destroy()
    }
    response.end('data: [DONE]\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  const double: OpenAiDouble = {
    env: { AI_BASE_URL: base, AI_API_KEY: doubleKey, AI_MODEL: 'double-1', AI_TIMEOUT_SECONDS: '1' },
    calls: [],
    says: ['Yes, ', 'we have ', 'it.'],
    behaviour: 'answers',
    embed: () => [1, 0],
    hungUp: new Promise((resolve) => {
      hangUp = resolve
    }),
    embedded: () => double.calls.filter((c) => c.path === '/v1/embeddings').flatMap((c) => c.body.input),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return double
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
