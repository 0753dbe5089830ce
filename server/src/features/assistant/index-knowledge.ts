import type { Database, Transaction } from '../../kernel/database/database.ts'
import { entryTerms, termKey } from './entry-terms.ts'
import { type KnowledgeSource, readPageSources, readProductSources, sha256 } from './knowledge-sources.ts'
import { traces } from './near-words.ts'

const batchSize = 500
/** A word, its key, and in how many more (or fewer) entries it is now. */
interface VocabularyChange {
  term: string
  change: number
}
interface OldEntry {
  id: number
  product_id: number | null
  page_id: string | null
  keys: number[]
  content_hash: Buffer
}

export interface Indexed {
  /** Nothing is noted any more. */
  isComplete: boolean
  /** Something was noted. */
  hadNotes: boolean
}

/**
 * Brings the index of a workspace in step with its rows, newest changes first, until nothing is noted any more or `until`
 * (milliseconds of `performance.now()`) has passed; at least one batch.
 */
export async function indexKnowledge(db: Database, workspaceId: number, until: number): Promise<Indexed> {
  if (!(await isOutdated(db, workspaceId))) return { isComplete: true, hadNotes: false }
  for (;;) {
    const done = await db.transaction((tx) => indexBatch(tx, workspaceId))
    if (done < batchSize) return { isComplete: true, hadNotes: true }
    if (performance.now() >= until) return { isComplete: false, hadNotes: true }
  }
}

async function isOutdated(db: Database, workspaceId: number): Promise<boolean> {
  const rows = await db.query(
    { name: 'knowledge-is-outdated', text: 'select from knowledge_outdated where workspace_id = $1 limit 1' },
    [workspaceId],
  )
  return rows.length > 0
}

/** Notes worked off. The lock makes all writers of one workspace's index follow each other. */
async function indexBatch(tx: Transaction, workspaceId: number): Promise<number> {
  await tx.query("select pg_advisory_xact_lock(hashtext('knowledge'), $1)", [workspaceId])
  const notes = await tx.query<{ product_id: number | null; page_id: string | null }>(
    {
      name: 'knowledge-take-notes',
      text: `delete from knowledge_outdated where workspace_id = $1 and id = any (array(
               select id from knowledge_outdated where workspace_id = $1 order by id desc limit $2))
             returning product_id, page_id`,
    },
    [workspaceId, batchSize],
  )
  if (notes.length === 0) return 0
  const productIds = [...new Set(notes.flatMap((note) => note.product_id ?? []))]
  const pageIds = [...new Set(notes.flatMap((note) => note.page_id ?? []))]
  // Read in a statement of its own, after the notes are gone: it sees at least the change that each note is about.
  const sources = [
    ...(productIds.length > 0 ? await readProductSources(tx, workspaceId, productIds) : []),
    ...(pageIds.length > 0 ? await readPageSources(tx, workspaceId, pageIds) : []),
  ]
  const old = await tx.query<OldEntry>(
    {
      name: 'knowledge-old-entries',
      text: `select id, product_id, page_id, keys, content_hash from knowledge_entries
             where workspace_id = $1 and product_id = any ($2::integer[])
             union all
             select id, product_id, page_id, keys, content_hash from knowledge_entries
             where workspace_id = $1 and page_id = any ($3::uuid[])`,
    },
    [workspaceId, productIds, pageIds],
  )
  await replaceEntries(tx, workspaceId, sources, old)
  return notes.length
}

const identity = (entry: { productId: number | null; pageId: string | null }): string =>
  entry.pageId ?? String(entry.productId)

async function replaceEntries(
  tx: Transaction,
  workspaceId: number,
  sources: KnowledgeSource[],
  old: OldEntry[],
): Promise<void> {
  const known = new Map(old.map((e) => [identity({ productId: e.product_id, pageId: e.page_id }), e]))
  const changes = new Map<number, VocabularyChange>()
  const count = (key: number, term: string, change: number) => {
    const entry = changes.get(key) ?? { term: '', change: 0 }
    changes.set(key, { term: entry.term || term, change: entry.change + change })
  }
  const allEntries = termKey(workspaceId, '')
  const added: object[] = []
  for (const source of sources) {
    const contentHash = sha256(...source.texts.map((t) => t.text))
    const before = known.get(identity(source))
    if (before?.content_hash.equals(contentHash)) {
      known.delete(identity(source))
      continue
    }
    const terms = entryTerms(source.texts)
    const impacts = new Map<number, number>()
    for (const [term, impact] of terms) {
      const key = termKey(workspaceId, term)
      if (impacts.has(key)) continue
      impacts.set(key, impact)
      count(key, term, 1)
    }
    count(allEntries, '', 1)
    added.push({
      product_id: source.productId,
      page_id: source.pageId,
      keys: `{${[...impacts.keys()]}}`,
      impacts: `{${[...impacts.values()]}}`,
      content_hash: contentHash.toString('hex'),
      summary_hash: sha256(source.summary).toString('hex'),
      text_hash: sha256(source.text).toString('hex'),
    })
  }
  for (const entry of known.values()) {
    for (const key of entry.keys) count(key, '', -1)
    count(allEntries, '', -1)
  }
  const removed = [...known.values()].map((entry) => entry.id)
  if (removed.length > 0) {
    await tx.query('delete from knowledge_entries where workspace_id = $1 and id = any ($2::bigint[])', [
      workspaceId,
      removed,
    ])
  }
  if (added.length > 0) {
    await tx.query(
      `insert into knowledge_entries (workspace_id, product_id, page_id, keys, impacts, content_hash, summary_hash, text_hash)
       select $1, product_id, page_id, keys::integer[], impacts::smallint[],
         decode(content_hash, 'hex'), decode(summary_hash, 'hex'), decode(text_hash, 'hex')
       from json_to_recordset($2::json) as e (product_id integer, page_id uuid, keys text, impacts text,
         content_hash text, summary_hash text, text_hash text)`,
      [workspaceId, JSON.stringify(added)],
    )
  }
  await changeVocabulary(tx, workspaceId, changes)
}

async function changeVocabulary(
  tx: Transaction,
  workspaceId: number,
  changes: Map<number, VocabularyChange>,
): Promise<void> {
  const real = [...changes].filter(([, { change }]) => change !== 0)
  if (real.length === 0) return
  const counted = await tx.query<{ key: number }>(
    `update knowledge_terms t set entries = t.entries + c.change
     from unnest($2::integer[], $3::integer[]) as c (key, change)
     where t.workspace_id = $1 and t.key = c.key returning t.key`,
    [workspaceId, real.map(([key]) => key), real.map(([, { change }]) => change)],
  )
  const there = new Set(counted.map((row) => row.key))
  const fresh = real.filter(([key, { change }]) => change > 0 && !there.has(key))
  if (fresh.length > 0) {
    await tx.query(
      `insert into knowledge_terms (workspace_id, key, term, entries)
       select $1, * from unnest($2::integer[], $3::text[], $4::integer[])`,
      [
        workspaceId,
        fresh.map(([key]) => key),
        fresh.map(([, { term }]) => term),
        fresh.map(([, { change }]) => change),
      ],
    )
    await tx.query(
      `insert into knowledge_traces (workspace_id, trace, key)
       select $1, * from unnest($2::integer[], $3::integer[]) on conflict do nothing`,
      traceRows(
        workspaceId,
        fresh.map(([key, { term }]) => ({ key, term })),
      ),
    )
  }
  const fewer = real.filter(([, { change }]) => change < 0).map(([key]) => key)
  if (fewer.length === 0) return
  const gone = await tx.query<{ key: number; term: string }>(
    `delete from knowledge_terms where workspace_id = $1 and key = any ($2::integer[]) and entries <= 0 returning key, term`,
    [workspaceId, fewer],
  )
  if (gone.length === 0) return
  await tx.query(
    `delete from knowledge_traces t using unnest($2::integer[], $3::integer[]) as g (trace, key)
     where t.workspace_id = $1 and t.trace = g.trace and t.key = g.key`,
    traceRows(workspaceId, gone),
  )
}

function traceRows(
  workspaceId: number,
  terms: { key: number; term: string }[],
): [number, number[], number[]] {
  const rows = terms.flatMap(({ key, term }) => traceKeys(workspaceId, term).map((trace) => ({ trace, key })))
  return [workspaceId, rows.map((row) => row.trace), rows.map((row) => row.key)]
}

/** The traces of a plain word as keys; of numbers, codes, sounds and marked words there are none. */
export function traceKeys(workspaceId: number, term: string): number[] {
  if (!/^\p{L}[\p{L}\p{M}]*$/u.test(term)) return []
  return traces(term).map((trace) => termKey(workspaceId, `~${trace}`))
}

/** Workspaces with noted changes, at most 1000, each found by a step through the index. */
export async function outdatedWorkspaces(db: Database): Promise<number[]> {
  const rows = await db.query<{ workspace_id: number }>(
    `with recursive w as (
       (select workspace_id from knowledge_outdated order by workspace_id limit 1)
       union all
       select (select o.workspace_id from knowledge_outdated o where o.workspace_id > w.workspace_id order by o.workspace_id limit 1)
       from w where w.workspace_id is not null)
     select workspace_id from w where workspace_id is not null limit 1000`,
  )
  return rows.map((row) => row.workspace_id)
}
