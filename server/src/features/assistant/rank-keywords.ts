import type { Executor } from '../../kernel/database/database.ts'
import { storeProducts } from '../store-products/index.ts'
import type { Conditions } from './conditions.ts'
import { termKey } from './entry-terms.ts'
import { traceKeys } from './index-knowledge.ts'
import { likeness } from './near-words.ts'
import type { Question, Wish } from './question.ts'

/** An entry that a ranking found. */
export interface Ranked {
  entryId: number
  productId: number | null
  pageId: string | null
  score: number
  /** How much of what was asked for the entry has, 0 to 1, rare words counting more. */
  coverage: number
}

/** A name of a wish that the workspace's vocabulary knows. */
interface KnownTerm {
  key: number
  quality: number
  entries: number
}

/** In a shop of three products each word would be frequent; rarity is judged as if there were this many. */
const usualSize = 100
/** Entries that are compared word by word; of words that more entries have, those with several of them come first. */
const maxCandidates = 3000
/** Less of a question than this, and the entry is about something else. */
const minCoverage = 0.35
/** Vietnamese syllables are in everything: more of them must meet. */
const minCoverageOfSyllables = 0.55

/**
 * Ranks a workspace's entries by the words of the question (BM25 with weighted fields, words counted once per wish), at most
 * `limit`. Conditions on price and discount are judged on the rows.
 */
export async function rankByKeywords(
  db: Executor,
  workspaceId: number,
  question: Question,
  limit: number,
): Promise<Ranked[]> {
  if (question.wishes.length === 0) return rankByConditions(db, workspaceId, question, limit)
  const { wishes, entries } = await lookUp(db, workspaceId, question.wishes)
  const size = Math.max(entries, usualSize)
  const inverse = (count: number) => Math.log(1 + (size - count + 0.5) / (count + 0.5))
  const weighed = wishes.map((names) => ({ names, weight: inverse(spread(names)) }))
  // A word that the shop does not know says that something else is meant, though it may be mere talk.
  const unknown = inverse(0) * 0.6
  const mass = weighed.reduce((sum, { names, weight }) => sum + (names.length > 0 ? weight : unknown), 0)
  const found = weighed.filter(({ names }) => names.length > 0)
  if (found.length === 0 || mass <= 0) return []
  const rows = await db.query<Omit<Ranked, 'coverage'> & { covered: number }>(
    statement(question, gatherBy(found.map(({ names }) => names))),
    [
      workspaceId,
      found.flatMap(({ names }) => names.map((name) => name.key)),
      found.flatMap(({ names, weight }) => names.map((name) => name.quality * weight)),
      found.flatMap(({ names }, index) => names.map(() => index)),
      maxCandidates,
      limit,
      question.conditions.minPrice,
      question.conditions.maxPrice,
      found.flatMap(({ names }) => names.map((name) => Math.min(1, name.quality))),
    ],
  )
  const ranked = rows.map(({ covered, ...row }) => ({ ...row, coverage: Math.min(1, covered / mass) }))
  const least = question.language === 'vi' ? minCoverageOfSyllables : minCoverage
  return ranked.filter((row) => row.coverage >= least)
}

/** The names of each wish that exist here, and how many entries there are. */
async function lookUp(
  db: Executor,
  workspaceId: number,
  wishes: Wish[],
): Promise<{ wishes: KnownTerm[][]; entries: number }> {
  const keys = new Set([termKey(workspaceId, '')])
  const wanted = new Set<number>()
  for (const wish of wishes) {
    for (const term of [...wish.terms.keys(), ...wish.sounds]) keys.add(termKey(workspaceId, term))
    for (const key of wish.spelling ? traceKeys(workspaceId, wish.spelling) : []) wanted.add(key)
  }
  const rows = await db.query<{ key: number; term: string; entries: number }>(
    {
      name: 'knowledge-look-up',
      text: `select key, term, entries from knowledge_terms where workspace_id = $1 and key = any ($2::integer[] || array(
               select key from knowledge_traces where workspace_id = $1 and trace = any ($3::integer[]) limit 2000))`,
    },
    [workspaceId, [...keys], [...wanted]],
  )
  const vocabulary = new Map(rows.map((row) => [row.term, row]))
  const known = wishes.map((wish) => knownNames(wish, vocabulary))
  return { wishes: known, entries: vocabulary.get('')?.entries ?? 0 }
}

type Vocabulary = Map<string, { key: number; term: string; entries: number }>

function knownNames(wish: Wish, vocabulary: Vocabulary): KnownTerm[] {
  const names = new Map<number, KnownTerm>()
  const add = (term: string, quality: number) => {
    const row = vocabulary.get(term)
    if (row && (names.get(row.key)?.quality ?? 0) < quality) names.set(row.key, { ...row, quality })
  }
  for (const [term, quality] of wish.terms) add(term, quality)
  const isKnown = names.size > 0
  if (wish.spelling) {
    for (const term of vocabulary.keys()) {
      const like = term.includes(':') ? 0 : likeness(wish.spelling, term)
      if (like > 0 && like < 1) add(term, like * (isKnown ? 0.6 : 0.9))
    }
  }
  if (names.size === 0) for (const sound of wish.sounds) add(sound, 0.6)
  return [...names.values()]
}

/** In how many entries a wish may be met: by its best names, the worse ones counting only without better. */
function spread(names: KnownTerm[]): number {
  const best = Math.max(...names.map((name) => name.quality))
  return names
    .filter((name) => name.quality >= Math.min(best, 0.8))
    .reduce((sum, name) => sum + name.entries, 0)
}

/** Which keys the candidates are gathered by: of all wishes when that is little enough, else of the rarest. */
interface Gathering {
  keys: number[]
  /** A candidate must have one of these as well; empty: no such demand. */
  also: number[]
}

function gatherBy(wishes: KnownTerm[][]): Gathering {
  const size = (names: KnownTerm[]) => names.reduce((sum, name) => sum + name.entries, 0)
  const byRarity = [...wishes].sort((a, b) => size(a) - size(b))
  const keys: number[] = []
  let total = 0
  for (const names of byRarity) {
    if (keys.length > 0 && total + size(names) > maxCandidates) break
    keys.push(...names.map((name) => name.key))
    total += size(names)
  }
  const second = total > maxCandidates ? byRarity[1] : undefined
  return { keys, also: second?.map((name) => name.key) ?? [] }
}

const keyList = (keys: number[]): string => `'{${keys.map(Number)}}'::integer[]`

function statement(question: Question, gathering: Gathering): string {
  const { minPrice, maxPrice, discounted } = question.conditions
  const demands = [
    `e.keys && ${keyList(gathering.keys)}`,
    ...(gathering.also.length > 0 ? [`e.keys && ${keyList(gathering.also)}`] : []),
    ...(minPrice !== null || maxPrice !== null || discounted ? [onRows(discounted)] : []),
  ]
  return `with names as materialized (
      select * from unnest($2::integer[], $3::real[], $4::integer[], $9::real[]) as n (key, weight, wish, sureness)
    ), candidates as materialized (
      select e.id, e.product_id, e.page_id, e.keys, e.impacts from knowledge_entries e
      where e.workspace_id = $1 and ${demands.join(' and ')} and ($7::numeric is null or true) and ($8::numeric is null or true)
      limit $5
    ), met as (
      select c.id, n.wish, max(n.weight * k.impact) as score, max(n.weight * n.sureness) as covered
      from candidates c cross join lateral unnest(c.keys, c.impacts) as k (key, impact) join names n on n.key = k.key
      group by c.id, n.wish
    ), totals as (
      select id, sum(score) as score, sum(covered) as covered from met group by id
    )
    select c.id as "entryId", c.product_id as "productId", c.page_id as "pageId", t.score, t.covered
    from totals t join candidates c on c.id = t.id
    order by t.score desc, c.id desc limit $6`
}

/** Conditions that need the product's row as it is now. */
function onRows(discounted: boolean): string {
  return `exists (select from ${storeProducts} s
    where s.workspace_id = e.workspace_id and s.id = e.product_id and ${conditionsOnRow(discounted, '$7', '$8')})`
}

function conditionsOnRow(discounted: boolean, min: string, max: string): string {
  return `s.is_active and (${min}::numeric is null or s.final_price >= ${min}) and (${max}::numeric is null or s.final_price <= ${max})
    ${discounted ? 'and s.has_discount' : ''}`
}

/** Of a ranking, the entries whose rows meet the conditions. */
export async function meetingConditions(
  db: Executor,
  workspaceId: number,
  { minPrice, maxPrice, discounted }: Conditions,
  ranked: Ranked[],
): Promise<Ranked[]> {
  if ((minPrice ?? maxPrice) === null && !discounted) return ranked
  const rows = await db.query<{ id: number }>(
    `select s.id from ${storeProducts} s
     where s.workspace_id = $1 and s.id = any ($2::integer[]) and ${conditionsOnRow(discounted, '$3', '$4')}`,
    [workspaceId, ranked.flatMap((entry) => entry.productId ?? []), minPrice, maxPrice],
  )
  const meeting = new Set(rows.map((row) => row.id))
  return ranked.filter((entry) => entry.productId !== null && meeting.has(entry.productId))
}

/** Products that meet the conditions when nothing is named ("what is on sale?", "what do you sell?"), newest first. */
async function rankByConditions(
  db: Executor,
  workspaceId: number,
  { conditions: { minPrice, maxPrice, discounted, cheapest, inStock }, wantsOverview }: Question,
  limit: number,
): Promise<Ranked[]> {
  const isConditional = (minPrice ?? maxPrice) !== null || discounted || cheapest || inStock
  if (!isConditional && !wantsOverview) return []
  const first = cheapest ? 's.final_price nulls last' : 's.in_stock desc'
  const rows = await db.query<{ id: number; productId: number }>(
    `select e.id, e.product_id as "productId" from ${storeProducts} s
     join knowledge_entries e on e.workspace_id = s.workspace_id and e.product_id = s.id
     where s.workspace_id = $1 and ${conditionsOnRow(discounted, '$2', '$3')}
     order by ${first}, s.created_at desc, s.id desc limit $4`,
    [workspaceId, minPrice, maxPrice, limit],
  )
  return rows.map((row) => ({
    entryId: row.id,
    productId: row.productId,
    pageId: null,
    score: 1,
    coverage: 1,
  }))
}
