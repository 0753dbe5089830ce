import type { Config } from '../../config.ts'
import type { Database, Executor } from '../../kernel/database/database.ts'
import { type KnowledgeSource, readPageSources, readProductSources, sha256 } from './knowledge-sources.ts'
import { embedTexts } from './model.ts'
import type { Ranked } from './rank-keywords.ts'

/** Texts of one call. */
const batchSize = 64
const maxTextLength = 8000
/** Entries whose signs fit best are compared exactly. */
const maxCompared = 200
/** Less alike is another topic, whatever the best match is. */
const minLikeness = 0.3
/** Less alike than this part of the best is not what was asked for. */
const relevant = 0.8

interface Wanted {
  product_id: number | null
  page_id: string | null
}

/**
 * Embeds texts of the workspace that have no vector of the configured model yet, until none is left or `signal` aborts. A text
 * is found by its hash, so the same one is never sent twice. Throws `ModelError`.
 */
export async function embedMissing(
  db: Database,
  ai: Config['ai'],
  workspaceId: number,
  now: () => Date,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const texts = await missingTexts(db, ai.embeddingModel as string, workspaceId)
    if (texts.size === 0) return
    const batch = [...texts].slice(0, batchSize)
    const vectors = await embedTexts(
      ai,
      batch.map(([, text]) => text),
      signal,
    )
    await db.query(
      `insert into knowledge_vectors (workspace_id, model, text_hash, vector, signs, created_at)
       select $1, $2, decode(hash, 'hex'), decode(vector, 'hex'), signs::bit varying, $6
       from unnest($3::text[], $4::text[], $5::text[]) as v (hash, vector, signs)
       on conflict do nothing`,
      [
        workspaceId,
        ai.embeddingModel,
        batch.map(([hash]) => hash),
        vectors.map((vector) => bytesOf(vector).toString('hex')),
        vectors.map(signsOf),
        now(),
      ],
    )
  }
}

/** Texts without a vector by their hashes in hex. */
async function missingTexts(db: Executor, model: string, workspaceId: number): Promise<Map<string, string>> {
  const without = (hash: string) =>
    `not exists (select from knowledge_vectors v where v.workspace_id = $1 and v.model = $2 and v.text_hash = e.${hash})`
  const entries = await db.query<Wanted>(
    `select product_id, page_id from knowledge_entries e
     where workspace_id = $1 and (${without('text_hash')} or ${without('summary_hash')}) limit $3`,
    [workspaceId, model, batchSize],
  )
  const productIds = entries.flatMap((entry) => entry.product_id ?? [])
  const pageIds = entries.flatMap((entry) => entry.page_id ?? [])
  const sources: KnowledgeSource[] = [
    ...(await readProductSources(db, workspaceId, productIds)),
    ...(await readPageSources(db, workspaceId, pageIds)),
  ]
  const texts = new Map(
    sources
      .flatMap(({ summary, text }) => [summary, text])
      .map((text) => [sha256(text).toString('hex'), text.slice(0, maxTextLength)]),
  )
  const known = await db.query<{ hash: string }>(
    `select encode(text_hash, 'hex') as hash from knowledge_vectors
     where workspace_id = $1 and model = $2 and text_hash = any (select decode(h, 'hex') from unnest($3::text[]) h)`,
    [workspaceId, model, [...texts.keys()]],
  )
  for (const { hash } of known) texts.delete(hash)
  return texts
}

/**
 * Ranks entries by how alike their vectors are to the question's: the signs of all of the workspace's are compared in the
 * database, the vectors of the best here. At most `limit`.
 */
export async function rankByVectors(
  db: Executor,
  workspaceId: number,
  model: string,
  question: Float32Array,
  limit: number,
): Promise<Ranked[]> {
  const rows = await db.query<{
    id: number
    product_id: number | null
    page_id: string | null
    vector: Buffer
  }>(
    {
      name: 'knowledge-vectors',
      text: `with near as (
               select text_hash, bit_count(signs # $3::bit varying) as distance, vector from knowledge_vectors
               where workspace_id = $1 and model = $2 and length(signs) = length($3::bit varying)
               order by 2 limit $4)
             select e.id, e.product_id, e.page_id, n.vector from near n
             join knowledge_entries e on e.workspace_id = $1 and (e.text_hash = n.text_hash or e.summary_hash = n.text_hash)`,
    },
    [workspaceId, model, signsOf(question), maxCompared],
  )
  const best = new Map<number, Ranked>()
  for (const row of rows) {
    const score = cosine(question, vectorOf(row.vector))
    if (score < minLikeness || score <= (best.get(row.id)?.score ?? 0)) continue
    best.set(row.id, {
      entryId: row.id,
      productId: row.product_id,
      pageId: row.page_id,
      score,
      coverage: score,
    })
  }
  const ranked = [...best.values()].sort((a, b) => b.score - a.score)
  return ranked.filter((entry) => entry.score >= ranked[0]!.score * relevant).slice(0, limit)
}

/** Vectors that no entry needs any more; a month later their text will hardly come back. */
export async function forgetOldVectors(db: Executor, now: Date): Promise<void> {
  await db.query(
    `delete from knowledge_vectors v where created_at < $1 and not exists (
       select from knowledge_entries e
       where e.workspace_id = v.workspace_id and (e.text_hash = v.text_hash or e.summary_hash = v.text_hash))`,
    [new Date(now.getTime() - 30 * 86_400_000)],
  )
}

function bytesOf(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes
}

function vectorOf(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
}

function signsOf(vector: Float32Array): string {
  return Array.from(vector, (value) => (value > 0 ? '1' : '0')).join('')
}

/** 1 for the same direction, 0 for nothing in common or another number of dimensions. */
export function cosine(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return 0
  let product = 0
  let squaresA = 0
  let squaresB = 0
  for (let index = 0; index < a.length; index++) {
    product += a[index]! * b[index]!
    squaresA += a[index]! ** 2
    squaresB += b[index]! ** 2
  }
  return squaresA === 0 || squaresB === 0 ? 0 : product / Math.sqrt(squaresA * squaresB)
}
