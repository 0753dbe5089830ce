import type { Services } from '../../kernel/services.ts'
import { enqueueEmbedding } from './embed-job.ts'
import { type Found, readFound } from './found-entries.ts'
import { fuse } from './fuse.ts'
import { indexKnowledge } from './index-knowledge.ts'
import { embedTexts, ModelError } from './model.ts'
import type { Question } from './question.ts'
import { meetingConditions, type Ranked, rankByKeywords } from './rank-keywords.ts'
import { rankByVectors } from './vectors.ts'

export interface Retrieval {
  /** Best first, at most eight. */
  found: Found[]
  by: 'keyword' | 'hybrid'
  /** False: the newest changes are in, older ones of a large import are still being indexed. */
  isComplete: boolean
}

/** How many a ranking brings, and how many of them an answer is made of (storefronts contract 8). */
const maxRanked = 20
const maxSources = 8
/** What scores less than this part of the best is another thing. */
const relevant = 0.4
/** Milliseconds that an answer waits for changes to be indexed; the background job does the rest. */
const flushTime = 1500
/** Milliseconds that it waits for the question's vector; words find without it. */
const vectorTime = 5000

type RetrievalServices = Pick<Services, 'db' | 'config' | 'log' | 'jobs'>

/** Finds what a question is about: none when nothing in the catalogue is meant. */
export async function retrieve(
  services: RetrievalServices,
  workspaceId: number,
  question: Question,
  signal: AbortSignal,
): Promise<Retrieval> {
  const { db } = services
  const { isComplete, hadNotes } = await indexKnowledge(db, workspaceId, performance.now() + flushTime)
  const byWords = cut(await rankByKeywords(db, workspaceId, question, maxRanked))
  const byVectors = await alikeTo(services, workspaceId, question, signal)
  if (hadNotes || byVectors?.length === 0) await enqueueEmbedding(services, workspaceId)
  const ranked = byVectors === null ? byWords : fuse(byWords, byVectors, question.language)
  const found = await readFound(db, workspaceId, ranked.slice(0, maxRanked))
  return {
    found: preferred(found, question).slice(0, maxSources),
    by: byVectors === null ? 'keyword' : 'hybrid',
    isComplete,
  }
}

function cut(ranked: Ranked[]): Ranked[] {
  const best = ranked[0]?.score ?? 0
  return ranked.filter((entry) => entry.score >= best * relevant)
}

/** Null: no vectors are configured, or the question got none. */
async function alikeTo(
  { db, config: { ai }, log }: RetrievalServices,
  workspaceId: number,
  question: Question,
  signal: AbortSignal,
): Promise<Ranked[] | null> {
  if (ai.baseUrl === null || ai.embeddingModel === null || question.wishes.length === 0) return null
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(vectorTime)])
    const [vector] = await embedTexts(ai, [question.text], patience)
    const ranked = await rankByVectors(db, workspaceId, ai.embeddingModel, vector!, maxRanked)
    return await meetingConditions(db, workspaceId, question.conditions, ranked)
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    if (!signal.aborted)
      log.warn({ reason: error.reason, cause: error.message }, 'the question got no vector')
    return null
  }
}

/** "The cheapest" sorts by price what is relevant; "in stock" leaves out what is sold out, unless the best answer is: then that is the answer. */
function preferred(found: Found[], { conditions }: Question): Found[] {
  const ordered = conditions.cheapest ? found.toSorted((a, b) => priceOf(a) - priceOf(b)) : found
  const [best] = ordered
  if (!conditions.inStock || best?.type !== 'product' || !best.inStock) return ordered
  return ordered.filter((one) => one.type === 'page' || one.inStock)
}

/** For comparing only. */
function priceOf(one: Found): number {
  return one.type === 'product' && one.price !== null ? Number(one.price) : Number.POSITIVE_INFINITY
}
