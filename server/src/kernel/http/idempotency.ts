import { createHash } from 'node:crypto'
import type { Database, Transaction } from '../database/database.ts'
import { Refusal } from '../errors.ts'
import type { Context, RouteSpec } from './route.ts'

interface StoredCall {
  request_hash: Buffer
  response_status: number
  response_body: string
}

/**
 * Runs a handler at most once per caller, path and `Idempotency-Key` (payments contract 1.7). The effect and the stored
 * answer are committed together, so a killed process leaves either both or none. Refusals are stored after the roll-back;
 * 5xx, 401 and 429 are not.
 */
export async function runIdempotently(context: Context, spec: RouteSpec): Promise<unknown> {
  const { request, reply, services } = context
  const key = String(request.headers['idempotency-key'])
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new Refusal(400, 'Idempotency-Key must be 1 to 255 printable ASCII characters', {
      code: 'VALIDATION_ERROR',
    })
  }
  const scope = `${context.caller.kind}:${context.caller.tokenId ?? context.caller.userId} ${spec.method} ${request.url.split('?')[0]?.replace(/\/$/, '')}`
  const hash = createHash('sha256')
    .update(request.rawBody ?? '')
    .digest()
  const save = (db: { query: Database['query'] }, status: number, body: string) =>
    db.query(
      `insert into idempotency_keys (scope, key, request_hash, response_status, response_body, created_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (scope, key) do nothing`,
      [scope, key, hash, status, body, services.clock.now()],
    )

  try {
    const answer = await services.db.transaction(async (tx) => {
      const [lock] = await tx.query<{ taken: boolean }>(
        'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken',
        [`${scope}\n${key}`],
      )
      if (!lock?.taken) {
        throw new Refusal(409, 'A request with this Idempotency-Key is still running', {
          code: 'IDEMPOTENCY_IN_PROGRESS',
        })
      }
      const [stored] = await tx.query<StoredCall>(
        `select request_hash, response_status, response_body from idempotency_keys
         where scope = $1 and key = $2 and created_at > $3::timestamptz - interval '24 hours'`,
        [scope, key, services.clock.now()],
      )
      if (stored) return { replayed: true, ...replayable(stored, hash) }
      await tx.query('delete from idempotency_keys where scope = $1 and key = $2', [scope, key])
      const result = await spec.handle(withDatabase(context, joinedDatabase(services.db, tx)))
      const status = spec.status ?? 200
      const body = serialize(context, status, result)
      await save(tx, status, body)
      return { replayed: false, status, body }
    })
    if (answer.replayed) reply.header('Idempotent-Replayed', 'true')
    return reply
      .code(answer.status)
      .type('application/json; charset=utf-8')
      .serializer(String)
      .send(answer.body)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const storable = error.status < 500 && ![401, 429].includes(error.status)
    if (storable && !['IDEMPOTENCY_IN_PROGRESS', 'IDEMPOTENCY_KEY_REUSED'].includes(error.code)) {
      await save(services.db, error.status, JSON.stringify(context.dialect.render(error)))
    }
    throw error
  }
}

function replayable(stored: StoredCall, hash: Buffer) {
  if (!stored.request_hash.equals(hash)) {
    throw new Refusal(422, 'This Idempotency-Key was used with another body', {
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
  }
  return { status: stored.response_status, body: stored.response_body }
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

/** A database whose transactions are part of `tx`: the handler's work and the stored answer commit as one. */
function joinedDatabase(db: Database, tx: Transaction): Database {
  return { ...db, query: tx.query, operation: tx.query, transaction: (work) => work(tx) }
}
