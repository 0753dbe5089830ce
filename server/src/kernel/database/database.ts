import pg from 'pg'

/** A statement with a `name` is prepared once per connection and reused: for hot paths. */
export type Statement = string | { name: string; text: string }

/** Runs SQL: the pool (each call on its own connection) or one transaction. */
export interface Executor {
  query<Row = Record<string, unknown>>(statement: Statement, values?: unknown[]): Promise<Row[]>
}

export interface Transaction extends Executor {
  /** Runs after the commit, in order, and never after a rollback. Must not throw. */
  afterCommit(action: () => void): void
}

export interface Database extends Executor {
  readonly pool: pg.Pool
  /**
   * Runs `work` in one READ COMMITTED transaction on one connection. Serialization failures and deadlocks are retried up
   * to five times from the start, so `work` must have no effect outside the database except through `afterCommit`.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /**
   * One statement that is a whole transaction (a data-modifying CTE, a function that writes): committed without BEGIN and
   * COMMIT, and retried as `transaction` is; also when a row that it had found was deleted before it could refer to it,
   * so that it finds it missing then.
   */
  operation<Row = Record<string, unknown>>(statement: Statement, values?: unknown[]): Promise<Row[]>
  /** Calls `listener` with the text of every statement until the returned function is called (statement counts in tests). */
  observe(listener: (text: string) => void): () => void
  close(): Promise<void>
}

export interface DatabaseOptions {
  connection: pg.PoolConfig
  maxConnections?: number
  onError?: (error: Error) => void
}

const retryable: ReadonlySet<string> = new Set(['40001', '40P01'])
/** SQLSTATE of a row that refers to nothing, or that something refers to still. */
export const foreignKeyViolation = '23503'
const maxAttempts = 6

/** Opens a pool. Timestamps arrive as ISO strings with milliseconds and `Z`, dates as `YYYY-MM-DD`, numeric as strings, int8 as numbers. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    max: options.maxConnections ?? 16,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: 10_000,
    ...options.connection,
    options: '-c timezone=UTC -c jit=off -c default_transaction_isolation=read\\ committed',
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  })
  // An idle connection that the server closed must not end the process; the next query opens a new one.
  pool.on('error', (error) => {
    // The driver adds the whole connection, among it the secret that cancels statements: nothing for a log.
    Reflect.deleteProperty(error, 'client')
    options.onError?.(error)
  })
  // Nor must one that breaks in the middle of a transaction: the running statement fails, and that is enough.
  pool.on('connect', (client) => client.on('error', () => {}))

  const listeners = new Set<(text: string) => void>()
  const run = async <Row>(
    target: pg.Pool | pg.PoolClient,
    statement: Statement,
    values: unknown[],
  ): Promise<Row[]> => {
    const config = typeof statement === 'string' ? { text: statement, values } : { ...statement, values }
    for (const listener of listeners) listener(config.text)
    const result = await target.query<pg.QueryResultRow>(config)
    return result.rows as Row[]
  }

  const attempt = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    const actions: (() => void)[] = []
    let broken: Error | undefined
    try {
      await run(client, 'BEGIN', [])
      const value = await work({
        query: <Row>(statement: Statement, values: unknown[] = []) => run<Row>(client, statement, values),
        afterCommit: (action) => actions.push(action),
      })
      await run(client, 'COMMIT', [])
      for (const action of actions) action()
      return value
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  return {
    pool,
    query: <Row>(statement: Statement, values: unknown[] = []) => run<Row>(pool, statement, values),
    transaction: (work) => retried(() => attempt(work)),
    operation: <Row>(statement: Statement, values: unknown[] = []) =>
      retried(() => run<Row>(pool, statement, values), new Set([...retryable, foreignKeyViolation])),
    observe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => pool.end(),
  }
}

async function retried<T>(work: () => Promise<T>, states = retryable): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries >= maxAttempts || !states.has(sqlState(error) ?? '')) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** tries))
    }
  }
}

/** The SQLSTATE of a database error, or undefined for any other value. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

/** The violated constraint or unique index of a database error. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.constraint : undefined
}

const connectionStates = /^(08(?!P01)|57P0[123]|53300|28|3D000)/
const connectionErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ETIMEDOUT', 'EPIPE'])

/** True when the database could not be reached (the dialects answer 503), false for errors of a statement. */
export function isDatabaseAway(error: unknown): boolean {
  // Fatal: the server ended the connection or let none in. The word is translated, hence the codes as well.
  if (error instanceof pg.DatabaseError)
    return error.severity === 'FATAL' || connectionStates.test(error.code ?? '')
  if (!(error instanceof Error)) return false
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return (
    connectionErrors.has(code) ||
    /Connection terminated|timeout exceeded when trying to connect|has encountered a connection error/.test(
      error.message,
    )
  )
}

function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === pg.types.builtins.TIMESTAMPTZ) return isoTimestamp
  if (oid === pg.types.builtins.DATE) return (value: string) => value
  if (oid === pg.types.builtins.INT8) return safeInteger
  return pg.types.getTypeParser(oid, format as 'text')
}

function isoTimestamp(value: string): string {
  const dot = value.indexOf('.')
  const fraction = dot < 0 ? '' : value.slice(dot + 1, value.length - 3)
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
}

function safeInteger(value: string): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError('A database integer is beyond the exact range')
  return number
}
