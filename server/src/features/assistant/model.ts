import type { Config } from '../../config.ts'
import type { ChatMessage } from './prompt.ts'

export type ModelFailure = 'model_unavailable' | 'model_timeout' | 'model_malformed'

/** Why a call to the model's server came to nothing; its message never holds the key or what was sent. */
export class ModelError extends Error {
  readonly reason: ModelFailure
  constructor(reason: ModelFailure, message: string) {
    super(message)
    this.reason = reason
  }
}

const maxAnswerLength = 8000
const maxAnswerBytes = 1024 * 1024
const maxVectorBytes = 64 * 1024 * 1024

/**
 * Asks an OpenAI-compatible `/chat/completions`. With `onText` the answer is streamed and told piece by piece. Throws
 * `ModelError`, also when `signal` ends the call.
 */
export async function completeChat(
  ai: Config['ai'],
  messages: ChatMessage[],
  signal: AbortSignal,
  onText?: (text: string) => void,
): Promise<string> {
  const body = { model: ai.model, messages, temperature: 0.2, max_tokens: 700, stream: onText !== undefined }
  return calling(ai, signal, async (timed) => {
    const response = await send(ai, '/chat/completions', body, timed)
    const isStream = response.headers.get('content-type')?.includes('text/event-stream') ?? false
    const text = isStream
      ? await readStream(response, onText ?? (() => {}))
      : completionText(await readJson(response, maxAnswerBytes))
    // A server that does not stream answers all at once.
    if (!isStream) onText?.(text)
    if (text.trim() === '') throw new ModelError('model_malformed', 'The model answered with no text')
    return text.trim()
  })
}

/** The vectors of the texts, in their order, all of one length. Throws `ModelError`. */
export async function embedTexts(
  ai: Config['ai'],
  texts: string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  return calling(ai, signal, async (timed) => {
    const response = await send(ai, '/embeddings', { model: ai.embeddingModel, input: texts }, timed)
    const { data } = (await readJson(response, maxVectorBytes)) as { data?: unknown }
    const vectors = Array.isArray(data)
      ? [...data].sort((a, b) => (a?.index ?? 0) - (b?.index ?? 0)).map((one) => vectorOf(one?.embedding))
      : []
    const length = vectors[0]?.length ?? 0
    if (vectors.length !== texts.length || length === 0 || vectors.some((v) => v.length !== length)) {
      throw new ModelError('model_malformed', 'The embeddings do not fit the texts')
    }
    return vectors
  })
}

function vectorOf(raw: unknown): Float32Array {
  const isVector =
    Array.isArray(raw) &&
    raw.length <= 16_384 &&
    raw.every((n) => typeof n === 'number' && Number.isFinite(n))
  return isVector ? Float32Array.from(raw as number[]) : new Float32Array()
}

async function calling<T>(
  ai: Config['ai'],
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(ai.timeoutSeconds * 1000)
  try {
    return await work(AbortSignal.any([signal, timeout]))
  } catch (error) {
    if (error instanceof ModelError) throw error
    if (timeout.aborted) throw new ModelError('model_timeout', `No answer within ${ai.timeoutSeconds} s`)
    throw new ModelError('model_unavailable', error instanceof Error ? error.name : 'The call failed')
  }
}

async function send(ai: Config['ai'], path: string, body: object, signal: AbortSignal): Promise<Response> {
  const response = await fetch(ai.baseUrl + path, {
    method: 'POST',
    redirect: 'error',
    headers: {
      'content-type': 'application/json',
      ...(ai.apiKey ? { authorization: `Bearer ${ai.apiKey}` } : {}),
    },
    body: JSON.stringify(body),
    signal,
  })
  if (response.ok) return response
  await response.body?.cancel()
  throw new ModelError('model_unavailable', `The model's server answered ${response.status}`)
}

async function readJson(response: Response, maxBytes: number): Promise<unknown> {
  let text = ''
  for await (const piece of pieces(response, maxBytes)) text += piece
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body === 'object' && body !== null) return body
  } catch {
    // Told below, together with JSON of another kind.
  }
  throw new ModelError('model_malformed', 'The answer is no JSON object')
}

function completionText(body: unknown): string {
  const choices = (body as { choices?: { message?: { content?: unknown } }[] }).choices
  const content = Array.isArray(choices) ? choices[0]?.message?.content : undefined
  if (typeof content !== 'string') throw new ModelError('model_malformed', 'The answer has no text')
  return content.slice(0, maxAnswerLength)
}

async function readStream(response: Response, onText: (text: string) => void): Promise<string> {
  let answer = ''
  let rest = ''
  for await (const piece of pieces(response, maxAnswerBytes)) {
    const lines = (rest + piece).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const data = /^data:\s*(.*)$/.exec(line)?.[1]
      if (data === '[DONE]') return answer
      const text = data ? deltaText(data) : ''
      if (text === '') continue
      answer += text
      onText(text)
      if (answer.length >= maxAnswerLength) return answer
    }
  }
  return answer
}

function deltaText(data: string): string {
  try {
    const body = JSON.parse(data) as { choices?: { delta?: { content?: unknown } }[] }
    const content = body.choices?.[0]?.delta?.content
    return typeof content === 'string' ? content : ''
  } catch {
    throw new ModelError('model_malformed', 'The stream holds no JSON')
  }
}

async function* pieces(response: Response, maxBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw new ModelError('model_malformed', 'The answer is too long')
    yield decoder.decode(chunk, { stream: true })
  }
}
