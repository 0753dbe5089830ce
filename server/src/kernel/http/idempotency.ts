import { createHash } from 'node:crypto'
import type { Keyring } from '../crypto/keyring.ts'
import type { SealedColumn } from '../crypto/sealed.ts'
import {
  type Database,
  type Executor,
  foreignKeyViolation,
  type Statement,
  sqlState,
  type Transaction,
} from '../database/database.ts'
import { Refusal } from '../errors.ts'
import type { Context, RouteSpec } from './route.ts'

interface StoredCall {
  request_hash: Buffer
  response_status: number
  response_body: string
}

interface Answer {
  status: number
  body: string
}

/** One keyed call: `scope` is caller, workspace, method and path. */
interface Call {
  scope: string
  key: string
  requestHash: Buffer
  now: Date
  /** Seals the stored answer, which may hold what is shown once only. */
  keyring: Keyring
}

/**
 * Runs a handler at most once per caller, path and `Idempotency-Key` (payments contract 1.7). The effect and the stored
 * answer are committed together, so a killed process leaves either both or none. A refusal rolls the handler's work back
 * and is stored in its place; 5xx, 401 and 429 are not stored.
 */
export async function runIdempotently(context: Context, spec: RouteSpec): Promise<unknown> {
  const { reply, services } = context
  const call = readCall(context, spec)
  const { replayed, answer } = await services.db.transaction(async (tx) => {
    await lock(tx, call)
    const stored = await findStored(tx, call)
    if (stored) return { replayed: true, answer: stored }
    const answer = await attempt(context, spec, tx)
    await store(tx, call, answer)
    return { replayed: false, answer }
  })
  if (replayed) reply.header('Idempotent-Replayed', 'true')
  reply.code(answer.status)
  if (answer.body === '') return reply.send()
  return reply.type('application/json; charset=utf-8').serializer(String).send(answer.body)
}

function readCall({ caller, request, services }: Context, spec: RouteSpec): Call {
  const key = String(request.headers['idempotency-key'])
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new Refusal(400, 'Idempotency-Key must be 1 to 255 printable ASCII characters', {
      code: 'VALIDATION_ERROR',
    })
  }
  const path = request.url.split('?')[0]?.replace(/\/$/, '')
  return {
    key,
    scope: `${caller.kind}:${caller.tokenId ?? caller.userId} workspace:${caller.workspaceId} ${spec.method} ${path}`,
    requestHash: createHash('sha256')
      .update(request.rawBody ?? '')
      .digest(),
    now: services.clock.now(),
    keyring: services.keyring,
  }
}

/** Where the stored answers lie; an answer opens only as the answer of its own call. */
export const sealedAnswers: SealedColumn<Pick<Call, 'scope' | 'key'>> = {
  table: 'idempotency_keys',
  key: { scope: 'text', key: 'text' },
  sealed: 't.response_body',
  assign: 'response_body = one.sealed',
  context: ({ scope, key }) => `idempotency:${scope}\n${key}`,
}
const sealContext = sealedAnswers.context

/** Holds the key until the transaction ends; throws 409 when another call holds it. */
async function lock(tx: Executor, { scope, key }: Call): Promise<void> {
  const [row] = await tx.query<{ taken: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken',
    [`${scope}\n${key}`],
  )
  if (row?.taken) return
  throw new Refusal(409, 'A request with this Idempotency-Key is still running', {
    code: 'IDEMPOTENCY_IN_PROGRESS',
  })
}

/** The answer of the last 24 hours; throws 422 when it answered another body. */
async function findStored(tx: Executor, call: Call): Promise<Answer | null> {
  const [stored] = await tx.query<StoredCall>(
    `select request_hash, response_status, response_body from idempotency_keys
     where scope = $1 and key = $2 and created_at > $3::timestamptz - interval '24 hours'`,
    [call.scope, call.key, call.now],
  )
  if (!stored) return null
  if (!stored.request_hash.equals(call.requestHash)) {
    throw new Refusal(422, 'This Idempotency-Key was used with another body', {
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
  }
  const body = call.keyring.decrypt(stored.response_body, sealContext(call))
  return { status: stored.response_status, body }
}

/** Writes the answer over one that is older than 24 hours. */
async function store(tx: Executor, call: Call, answer: Answer): Promise<void> {
  const sealed = call.keyring.encrypt(answer.body, sealContext(call))
  await tx.query(
    `insert into idempotency_keys (scope, key, request_hash, response_status, response_body, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (scope, key) do update set request_hash = excluded.request_hash,
       response_status = excluded.response_status, response_body = excluded.response_body,
       created_at = excluded.created_at`,
    [call.scope, call.key, call.requestHash, answer.status, sealed, call.now],
  )
}

/** The handler's answer, or its refusal as an answer and nothing of its work; throws what may not be stored. */
async function attempt(context: Context, spec: RouteSpec, tx: Transaction): Promise<Answer> {
  try {
    return await withSavepoint(tx, async (nested) => {
      const result = await spec.handle(withDatabase(context, joinedDatabase(context.services.db, nested)))
      const status = spec.status ?? 200
      return { status, body: result === undefined ? '' : serialize(context, status, result) }
    })
  } catch (error) {
    if (!(error instanceof Refusal) || error.status >= 500 || [401, 429].includes(error.status)) throw error
    return { status: error.status, body: JSON.stringify(context.dialect.render(error)) }
  }
}

function serialize(context: Context, status: number, result: unknown): string {
  const compiled = context.reply.getSerializationFunction(String(status))
  return compiled ? String(compiled(result as Record<string, unknown>)) : JSON.stringify(result)
}

/** The same context on another database; its getters (`caller`) would not survive a spread. */
function withDatabase(context: Context, db: Database): Context {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(context)) as Context
  copy.db = db
  return copy
}

/** A database whose transactions are parts of `tx`: the handler's work and the stored answer commit as one. */
function joinedDatabase(db: Database, tx: Transaction): Database {
  return {
    ...db,
    query: tx.query,
    transaction: (work) => withSavepoint(tx, work),
    operation: async <Row>(statement: Statement, values?: unknown[]) => {
      const once = () => withSavepoint(tx, (nested) => nested.query<Row>(statement, values))
      try {
        return await once()
      } catch (error) {
        // A row that it had found was deleted meanwhile: the second time it is missing.
        if (sqlState(error) === foreignKeyViolation) return once()
        throw error
      }
    },
  }
}

/** A part of `tx` that is undone alone, with what it wanted to do after the commit, when `work` throws. */
async function withSavepoint<T>(tx: Transaction, work: (nested: Transaction) => Promise<T>): Promise<T> {
  const actions: (() => void)[] = []
  await tx.query('SAVEPOINT part')
  let value: T
  try {
    value = await work({ query: tx.query, afterCommit: (action) => void actions.push(action) })
  } catch (error) {
    await tx.query('ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part')
    throw error
  }
  await tx.query('RELEASE SAVEPOINT part')
  for (const action of actions) tx.afterCommit(action)
  return value
}
