import { type Executor, sqlState } from '../database/database.ts'
import { DecryptionError, type Keyring } from './keyring.ts'
import { columnName, type SealedColumn } from './sealed.ts'

/** What is sealed in one column, and by which keys. */
export interface SealedCount {
  column: string
  /** Texts by the id of the key that sealed them; null: not in the form of the key ring. */
  byKey: { keyId: string | null; count: number }[]
}

/** Counts what is sealed, column by column. Columns whose table does not exist (yet) have nothing. */
export async function countSealed(db: Executor, columns: readonly SealedColumn[]): Promise<SealedCount[]> {
  const counts: SealedCount[] = []
  for (const column of columns) {
    const byKey = (await exists(db, column))
      ? await db.query<{ keyId: string | null; count: number }>(
          `select substring(${column.sealed} from '^k1\\.([0-9a-f]{8})\\.') as "keyId", count(*) as count
           from ${column.table} t where ${column.sealed} is not null group by 1 order by 1`,
        )
      : []
    counts.push({ column: columnName(column), byKey })
  }
  return counts
}

export interface Reseal {
  /** At once, in one statement. */
  batch: number
  /** Told after every batch how many texts of the column were sealed anew so far. */
  onBatch(column: string, done: number): void
}

/**
 * Seals everything anew that another key than the newest had sealed, while servers run: a text is replaced only where it is still the
 * one that was read, so what a server writes meanwhile is never overwritten. Each batch stands for itself, so that a run which was
 * cut off is taken up by the next. Answers how many texts were replaced, and how many open with none of the keys and stay.
 */
export async function resealAll(
  db: Executor,
  keyring: Keyring,
  columns: readonly SealedColumn[],
  reseal: Reseal,
): Promise<{ resealed: number; unreadable: number }> {
  const total = { resealed: 0, unreadable: 0 }
  for (const column of columns) {
    if (!(await exists(db, column))) continue
    // A text that was changed under our hands may have been sealed with an older key again.
    for (let missed = 1, passes = 0; missed > 0 && passes < maxPasses; passes++) {
      const pass = await resealColumn(db, keyring, column, reseal)
      missed = pass.missed
      total.resealed += pass.resealed
      if (missed === 0 || passes === maxPasses - 1) total.unreadable += pass.unreadable
    }
  }
  return total
}

const maxPasses = 5

type Row = { sealed: string } & Record<string, unknown>

async function resealColumn(db: Executor, keyring: Keyring, column: SealedColumn, reseal: Reseal) {
  const pass = { resealed: 0, missed: 0, unreadable: 0 }
  for (let after: Row | null = null; ; ) {
    const rows: Row[] = await staleRows(db, keyring, column, after, reseal.batch)
    const last = rows.at(-1)
    if (!last) return pass
    after = last
    const fresh = rows.flatMap((row) => {
      const sealed = sealAnew(keyring, row.sealed, column.context(row))
      return sealed === null ? [] : [{ row, sealed }]
    })
    const replaced = await replace(db, column, fresh)
    pass.resealed += replaced
    pass.missed += fresh.length - replaced
    pass.unreadable += rows.length - fresh.length
    reseal.onBatch(columnName(column), pass.resealed)
  }
}

function staleRows(
  db: Executor,
  keyring: Keyring,
  { table, key, sealed }: SealedColumn,
  after: Row | null,
  limit: number,
): Promise<Row[]> {
  const names = Object.keys(key)
  const places = sqlTypes(key).map((type, index) => `$${index + 3}::${type}`)
  return db.query(
    `select ${names.join(', ')}, ${sealed} as sealed from ${table} t
     where not starts_with(${sealed}, $1) ${after ? `and (${names.join(', ')}) > (${places.join(', ')})` : ''}
     order by ${names.join(', ')} limit $2`,
    [`k1.${keyring.keyIds[0]}.`, limit, ...(after ? names.map((name) => after[name]) : [])],
  )
}

/** Null: it opens with none of the keys. */
function sealAnew(keyring: Keyring, sealed: string, context: string): string | null {
  try {
    return keyring.encrypt(keyring.decrypt(sealed, context), context)
  } catch (error) {
    if (error instanceof DecryptionError) return null
    throw error
  }
}

async function replace(
  db: Executor,
  { table, key, sealed, assign }: SealedColumn,
  fresh: { row: Row; sealed: string }[],
): Promise<number> {
  if (fresh.length === 0) return 0
  const names = Object.keys(key)
  const lists = sqlTypes(key).map((type, index) => `$${index + 3}::${type}[]`)
  const statement = `update ${table} t set ${assign}
    from unnest($1::text[], $2::text[], ${lists.join(', ')}) as one (old, sealed, ${names.join(', ')})
    where ${names.map((name) => `t.${name} = one.${name}`).join(' and ')} and ${sealed} = one.old
    returning 1`
  const values = [
    fresh.map(({ row }) => row.sealed),
    fresh.map((one) => one.sealed),
    ...names.map((name) => fresh.map(({ row }) => row[name])),
  ]
  for (let tries = 1; ; tries++) {
    try {
      return (await db.query(statement, values)).length
    } catch (error) {
      // Servers lock the same rows in an order of their own.
      if (sqlState(error) !== deadlock || tries >= maxPasses) throw error
    }
  }
}

const deadlock = '40P01'

const sqlTypes = (key: SealedColumn['key']): string[] => Object.values(key)

async function exists(db: Executor, { table }: SealedColumn): Promise<boolean> {
  const [row] = await db.query<{ found: boolean }>('select to_regclass($1) is not null as found', [table])
  return row!.found
}

/** What a count means for the keys of the ring: which of them are needed besides the newest, and what opens with none. */
export function judgeCounts(
  counts: readonly SealedCount[],
  { keyIds }: Keyring,
): { older: { keyId: string; count: number }[]; lost: { column: string; count: number }[] } {
  const of = (keyId: string) => counts.flatMap(({ byKey }) => byKey).filter((one) => one.keyId === keyId)
  const older = keyIds
    .slice(1)
    .map((keyId) => ({ keyId, count: of(keyId).reduce((sum, { count }) => sum + count, 0) }))
    .filter(({ count }) => count > 0)
  const lost = counts.flatMap(({ column, byKey }) =>
    byKey
      .filter(({ keyId }) => keyId === null || !keyIds.includes(keyId))
      .map(({ count }) => ({ column, count })),
  )
  return { older, lost }
}
