import type { AskAnswer, Source } from './ask.ts'

/** A question and what came of it. */
export type Exchange = {
  number: number
  question: string
  state: 'asking' | 'answered' | 'stopped' | 'failed'
  /** As much of the answer as there is. */
  text: string
  sources: Source[]
  answer: AskAnswer | null
  error: unknown
}

export type Conversation = {
  /** By it the server knows what was said before. The page names its conversations itself. */
  id: string
  exchanges: Exchange[]
}

export function newConversation(id: string): Conversation {
  return { id, exchanges: [] }
}

/** Adds a question; the last one goes when it is asked once more. */
export function asked(conversation: Conversation, question: string): Conversation {
  const last = conversation.exchanges.at(-1)
  const again = last !== undefined && last.question === question && last.state !== 'answered'
  const before = again ? conversation.exchanges.slice(0, -1) : conversation.exchanges
  const number = (last?.number ?? 0) + 1
  const exchange: Exchange = {
    number,
    question,
    state: 'asking',
    text: '',
    sources: [],
    answer: null,
    error: null,
  }
  return { ...conversation, exchanges: [...before, exchange] }
}

/** Changes one exchange; what arrives for one that is gone or finished changes nothing. */
export function progressed(
  conversation: Conversation,
  number: number,
  change: (exchange: Exchange) => Partial<Exchange>,
): Conversation {
  const exchanges = conversation.exchanges.map((exchange) =>
    exchange.number === number && exchange.state === 'asking'
      ? { ...exchange, ...change(exchange) }
      : exchange,
  )
  return { ...conversation, exchanges }
}

export function answered(conversation: Conversation, number: number, answer: AskAnswer): Conversation {
  return progressed(conversation, number, (exchange) => ({
    state: answer.success ? 'answered' : 'failed',
    text: answer.response ?? exchange.text,
    sources: answer.metadata.sources,
    answer,
  }))
}

export type Writer = { kind: 'model'; model: string } | { kind: 'matches' } | { kind: 'fallback' }

/** Who wrote the newest answer that says so: one that found nothing was never given to a model. Null: none says. */
export function writerOf({ exchanges }: Conversation): Writer | null {
  for (const { answer } of exchanges.toReversed()) {
    if (answer === null) continue
    const { model, fallback_reason: fallback, sources } = answer.metadata
    if (model !== null) return { kind: 'model', model }
    if (fallback !== null) return { kind: 'fallback' }
    if (sources.length > 0) return { kind: 'matches' }
  }
  return null
}
