import { ApiError, apiErrorOf } from '../../app/api-error.ts'
import type { Answer } from '../../app/contract.ts'
import type { Session } from '../../app/session-store.ts'
import { readEvents } from './server-sent-events.ts'

export type AskAnswer = Answer<'/api/v1/ai/ask', 'post'>

/** Something of the catalogue that an answer stands on, as it was when answering (storefronts contract 8). */
export type Source = AskAnswer['metadata']['sources'][number]

export type Question = { question: string; conversation_id: string }

export type Progress = {
  onSources: (sources: Source[]) => void
  /** The next piece of the answer. */
  onText: (text: string) => void
}

const path = '/api/v1/ai/ask/'

/**
 * Asks and resolves with the whole answer; while it is written, `progress` hears of its parts. Throws `ApiError` when
 * none came, and what the signal says when the asker gave up.
 */
export async function ask(
  session: Pick<Session, 'fetch'>,
  question: Question,
  progress: Progress,
  signal: AbortSignal,
): Promise<AskAnswer> {
  const request = new Request(new URL(path, window.location.origin), {
    method: 'POST',
    headers: { Accept: 'text/event-stream, application/json', 'Content-Type': 'application/json' },
    body: JSON.stringify(question),
    credentials: 'same-origin',
    signal,
  })
  try {
    const response = await session.fetch(request)
    if (!response.ok) {
      const body = await response.json().catch(() => undefined)
      throw apiErrorOf(response.status, body, response.headers.get('Retry-After'))
    }
    const streams = response.headers.get('Content-Type')?.startsWith('text/event-stream')
    return streams && response.body
      ? await readAnswer(response.body, progress)
      : ((await response.json()) as AskAnswer)
  } catch (error) {
    if (error instanceof ApiError || signal.aborted) throw error
    throw new ApiError({ status: 0, code: 'NETWORK', message: 'The server cannot be reached' })
  }
}

/** Reads the events `sources`, `delta`, `done` and `error`. */
export async function readAnswer(
  body: ReadableStream<Uint8Array>,
  { onSources, onText }: Progress,
): Promise<AskAnswer> {
  for await (const { event, data } of readEvents(body)) {
    const facts = JSON.parse(data)
    if (event === 'sources') onSources(facts.sources)
    else if (event === 'delta') onText(facts.text)
    else if (event === 'done') return facts as AskAnswer
    else if (event === 'error') throw apiErrorOf(502, facts, null)
  }
  throw new ApiError({ status: 0, code: 'NETWORK', message: 'The answer broke off' })
}
