import type { Caller } from '../../kernel/auth/caller.ts'
import type { Services } from '../../kernel/services.ts'
import { buildAnswer } from './built-answer.ts'
import { type Conversation, lastTurns, saveTurn, type Turn } from './conversations.ts'
import type { Found } from './found-entries.ts'
import { type Language, languages } from './function-words.ts'
import { completeChat, ModelError } from './model.ts'
import { promptMessages } from './prompt.ts'
import { type Lexicon, type Question, readQuestion } from './question.ts'
import { type Retrieval, retrieve } from './retrieve.ts'
import type { AnswerBody, AnswerSource } from './schemas.ts'

export interface AskOptions {
  question: string
  /** The client's name for the conversation that this belongs to; null: to none. */
  conversationId: string | null
  /** Ends a running call to the model; the answer is then put together without it. */
  signal: AbortSignal
  onSources?: (sources: AnswerSource[]) => void
  /** The answer piece by piece. The body that is returned has the final text: it may be another when the model fails half-way. */
  onText?: (text: string) => void
}

/** Answers from the catalogue and pages of the caller's workspace (storefronts contract 8). No call leaves from within a transaction. */
export async function ask(
  services: Services,
  lexicon: Lexicon,
  caller: Caller,
  options: AskOptions,
): Promise<AnswerBody> {
  const begin = performance.now()
  const conversation: Conversation | null =
    options.conversationId === null
      ? null
      : { workspaceId: caller.workspaceId, userId: caller.userId, id: options.conversationId }
  const turns = conversation ? await lastTurns(services.db, conversation) : []
  const question = readQuestion(options.question, lexicon, ownLanguage(caller))
  const retrieval = await find(services, lexicon, caller.workspaceId, question, turns, options.signal)
  const sources = retrieval.found.map(presentSource)
  options.onSources?.(sources)
  const answer = await answerFrom(services, question, retrieval.found, turns, options)
  if (conversation) {
    const turn = { question: options.question, response: answer.text }
    await saveTurn(services.db, conversation, turn, services.clock.now())
  }
  return {
    success: true,
    response: answer.text,
    response_time_ms: Math.round(performance.now() - begin),
    metadata: {
      sources,
      language: question.language,
      answered_by: answer.by,
      model: answer.by === 'model' ? services.config.ai.model : null,
      fallback_reason: answer.failure,
      retrieval: retrieval.by,
      index_complete: retrieval.isComplete,
      conversation_id: options.conversationId,
    },
  }
}

function ownLanguage(caller: Caller): Language {
  return languages.find((language) => language === caller.language) ?? 'en'
}

/** Questions with so few words of their own may lean on the one before: "And the blue one?" */
const briefWishes = 2

async function find(
  services: Services,
  lexicon: Lexicon,
  workspaceId: number,
  question: Question,
  turns: Turn[],
  signal: AbortSignal,
): Promise<Retrieval> {
  const alone = await retrieve(services, workspaceId, question, signal)
  const before = turns.at(-1)
  if (!before || question.wishes.length > briefWishes) return alone
  const both = readQuestion(`${question.text}\n${before.question}`, lexicon, question.language)
  const together = await retrieve(services, workspaceId, { ...both, language: question.language }, signal)
  if (question.wishes.length === 0) return together
  // What the new question means by itself, the rest of the conversation only puts in order: a new topic stays one.
  const meant = new Set(alone.found.map(({ id }) => id))
  const found = together.found.filter(({ id }) => meant.has(id))
  if (found.length > 0) return { ...together, found }
  return alone.found.length === 0 && question.leansBack ? together : alone
}

interface Answered {
  text: string
  by: 'model' | 'catalogue'
  failure: AnswerBody['metadata']['fallback_reason']
}

async function answerFrom(
  services: Services,
  question: Question,
  found: Found[],
  turns: Turn[],
  options: AskOptions,
): Promise<Answered> {
  const { ai } = services.config
  const built = () => buildAnswer(found, question.language)
  // Without sources a model could only make something up.
  if (ai.baseUrl === null || ai.model === null || found.length === 0) {
    const text = built()
    options.onText?.(text)
    return { text, by: 'catalogue', failure: null }
  }
  const messages = promptMessages(question.text, question.language, found, turns)
  try {
    const text = await completeChat(ai, messages, options.signal, options.onText)
    return { text, by: 'model', failure: null }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    if (!options.signal.aborted)
      services.log.warn({ reason: error.reason, cause: error.message }, 'the model did not answer')
    return { text: built(), by: 'catalogue', failure: error.reason }
  }
}

function presentSource(found: Found): AnswerSource {
  const { type, id, title, link } = found
  if (found.type === 'page') return { type, id, title, price: null, currency: null, in_stock: null, link }
  return { type, id, title, price: found.price, currency: found.currency, in_stock: found.inStock, link }
}
