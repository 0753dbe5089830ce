import { type ChildProcess, spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readSecrets, renewSecrets } from '../src/features/channels/vault.ts'
import { createKeyring } from '../src/kernel/crypto/keyring.ts'
import { countSealed, judgeCounts, resealAll } from '../src/kernel/crypto/rotate.ts'
import type { Executor } from '../src/kernel/database/database.ts'
import { sealedColumns } from '../src/sealed-columns.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { createOwner } from './support/factories.ts'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64url')
const [keyA, keyB] = [key(1), key(2)]
const [oldRing, newRing, onlyNew] = [createKeyring(keyA), createKeyring(keyB, [keyA]), createKeyring(keyB)]
const script = fileURLToPath(new URL('../scripts/keys-rotate.ts', import.meta.url))

let app: TestApp
let db: Executor
let dataDir: string
let accounts: number[]

beforeAll(async () => {
  app = await startTestApp({ env: { FERNET_KEY: keyA } })
  db = app.services.db
  dataDir = await mkdtemp(join(tmpdir(), 'tradepost-keys-'))
})
afterAll(async () => {
  await app.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** Accounts with tokens, a connection that was begun, a stored answer, a queued and a dead mail: all by the old key. */
beforeEach(async () => {
  await db.query(`truncate channel_accounts, channel_oauth_states, idempotency_keys cascade`)
  await db.query('delete from pgboss.job')
  const owner = await createOwner(app.services)
  const rows = await db.query<{ id: number }>(
    `insert into channel_accounts (workspace_id, platform, name, created_by, created_at, updated_at)
     select $1, 'meta', 'Page ' || n, $2, now(), now() from generate_series(1, 40) n returning id`,
    [owner.workspaceId, owner.userId],
  )
  accounts = rows.map(({ id }) => id)
  for (const id of accounts)
    await renewSecrets(db, oldRing, id, { accessToken: `access ${id}`, refreshToken: `refresh ${id}` })
  const hash = Buffer.alloc(32, 9)
  const [, verifiers, answers] = sealedColumns
  await db.query(
    `insert into channel_oauth_states values ($1, $2, $3, $4, 'meta', 'https://x.example.com', $5, $1, now(), now())`,
    [
      hash,
      owner.workspaceId,
      accounts[0],
      owner.userId,
      oldRing.encrypt('verifier', verifiers!.context({ state_hash: hash })),
    ],
  )
  const call = { scope: 'user:1 workspace:1 POST /api/orders', key: 'key 1' }
  await db.query(
    `insert into idempotency_keys (scope, key, request_hash, response_status, response_body) values ($1, $2, '', 200, $3)`,
    [call.scope, call.key, oldRing.encrypt('{}', answers!.context(call))],
  )
  for (const language of ['en', 'fa'])
    await app.services.mailer.queueMail(db, {
      to: 'an@example.com',
      language,
      template: 'welcome',
      data: { displayName: 'An', verifyUrl: 'https://example.com/v' },
    })
  await db.query(
    `update pgboss.job set name = 'dead', source_name = 'mail.send'
     where name = 'mail.send' and id = (select min(id::text)::uuid from pgboss.job)`,
  )
})

const sealedAltogether = 84
const options = { batch: 7, onBatch() {} }
const reseal = (executor: Executor = db) => resealAll(executor, newRing, sealedColumns, options)
const left = async () => judgeCounts(await countSealed(db, sealedColumns), newRing)

/** Every text of the database that looks sealed, wherever it is. */
async function allCiphertexts(): Promise<string[]> {
  const columns = await db.query<{ t: string; c: string }>(
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as t, quote_ident(column_name) as c
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE' and data_type in ('text', 'jsonb', 'json', 'ARRAY')`,
  )
  const found: string[] = []
  for (const { t, c } of columns) {
    const rows = await db.query<{ hit: string[] }>(
      `select regexp_matches(${c}::text, 'k1\\.[0-9a-f]{8}\\.', 'g') as hit from only ${t}`,
    )
    found.push(...rows.map(({ hit }) => hit[0]!))
  }
  return found
}

test('everything sealed anywhere is sealed anew, and the new key alone opens it', async () => {
  expect(await allCiphertexts()).toEqual(Array(sealedAltogether).fill(`k1.${oldRing.keyIds[0]}.`))
  expect(await left()).toMatchObject({ older: [{ keyId: oldRing.keyIds[0], count: sealedAltogether }] })
  expect(await reseal()).toEqual({ resealed: sealedAltogether, unreadable: 0 })
  expect(await allCiphertexts()).toEqual(Array(sealedAltogether).fill(`k1.${onlyNew.keyIds[0]}.`))
  expect(await left()).toEqual({ older: [], lost: [] })
  for (const column of sealedColumns) {
    const rows = await db.query<{ sealed: string } & Record<string, unknown>>(
      `select ${Object.keys(column.key).join(', ')}, ${column.sealed} as sealed from ${column.table} t`,
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(onlyNew.decrypt(row.sealed, column.context(row))).not.toBe('')
  }
  expect(await reseal()).toEqual({ resealed: 0, unreadable: 0 })
})

test('tokens that are renewed between reading and writing are never overwritten, whoever renews', async () => {
  const renewed = new Map<number, string>()
  // Right before a batch is written, servers with either key renew every second account of it, each account once.
  const interrupted: Executor = {
    async query(statement, values) {
      if (String(statement).startsWith('update channel_secrets'))
        for (const id of (values as number[][])[2]!.filter((one) => one % 2 === 0 && !renewed.has(one))) {
          const [ring, accessToken] = [id % 4 ? newRing : oldRing, `newest ${id}`]
          await renewSecrets(db, ring, id, { accessToken, refreshToken: null })
          renewed.set(id, accessToken)
        }
      return db.query(statement, values)
    },
  }
  await reseal(interrupted)
  expect(renewed.size).toBe(20)
  for (const id of accounts) {
    const accessToken = renewed.get(id) ?? `access ${id}`
    const whole = { accessToken, refreshToken: `refresh ${id}`, pageTokens: {} }
    expect(await readSecrets(db, onlyNew, id)).toEqual(whole)
  }
  expect(await left()).toEqual({ older: [], lost: [] })
})

test('parallel renewals and two rotations at once leave every token as last written, under the new key', async () => {
  const renewAll = async () => {
    for (let round = 0; round < 5; round++)
      await Promise.all(
        accounts.map((id) =>
          app.services.db.transaction((tx) =>
            renewSecrets(tx, newRing, id, { accessToken: `round ${round} ${id}`, refreshToken: `r${round}` }),
          ),
        ),
      )
  }
  await Promise.all([reseal(), renewAll(), reseal()])
  for (const id of accounts)
    expect(await readSecrets(db, onlyNew, id)).toEqual({
      accessToken: `round 4 ${id}`,
      refreshToken: 'r4',
      pageTokens: {},
    })
  expect(await left()).toEqual({ older: [], lost: [] })
})

test('what opens with none of the keys stays as it is and is told', async () => {
  const foreign = createKeyring(key(3)).encrypt('x', 'y')
  const damaged = oldRing.encrypt('x', 'another row')
  const texts = [foreign, damaged, 'plain text']
  for (const [index, sealed] of texts.entries())
    await db.query(`update channel_secrets set sealed = $1 where account_id = $2 and name = 'access_token'`, [
      sealed,
      accounts[index],
    ])
  expect(await reseal()).toEqual({ resealed: sealedAltogether - 3, unreadable: 3 })
  expect(await left()).toEqual({
    older: [{ keyId: oldRing.keyIds[0], count: 1 }],
    lost: [
      { column: 'channel_secrets.sealed', count: 1 },
      { column: 'channel_secrets.sealed', count: 1 },
    ],
  })
  const rows = await db.query<{ sealed: string }>(
    `select sealed from channel_secrets where account_id = any($1) and name = 'access_token' order by account_id`,
    [accounts.slice(0, 3)],
  )
  expect(rows.map(({ sealed }) => sealed)).toEqual(texts)
})

function run(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [script, ...args], {
    env: {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: app.services.config.databaseUrl ?? '',
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const ended = new Promise<{ code: number | null; text: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, text }))
  })
  const listen = (stream: NodeJS.ReadableStream | null) =>
    stream?.on('data', (chunk: Buffer) => {
      text += chunk
    })
  listen(child.stdout)
  listen(child.stderr)
  return { child, ended }
}

const rotated = { FERNET_KEY: keyB, FERNET_KEYS_OLD: keyA }

function firstLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.stdout?.once('data', () => resolve()))
}

test('the command killed in the middle loses nothing and is taken up; --check says when the old key may go', async () => {
  await db.query(`insert into channel_secrets (account_id, name, sealed)
    select account_id, 'page_token:' || n, 'k1.' from channel_secrets, generate_series(1, 50) n where name = 'access_token'`)
  for (const id of accounts)
    await db.query(
      `update channel_secrets set sealed = one.sealed from unnest($2::text[], $3::text[]) one (name, sealed)
       where channel_secrets.name = one.name and account_id = $1`,
      [
        id,
        Array.from({ length: 50 }, (_, n) => `page_token:${n + 1}`),
        Array.from({ length: 50 }, (_, n) =>
          oldRing.encrypt(`page ${n}`, `channel_account:${id}:page_token:${n + 1}`),
        ),
      ],
    )
  const needed = await run(['--check'], rotated).ended
  expect(needed.text).toContain(`The older key ${oldRing.keyIds[0]} is still needed for 2084.`)
  expect(needed.code).toBe(2)

  const killed = run(['--batch=2'], rotated)
  await firstLine(killed.child)
  killed.child.kill('SIGKILL')
  await killed.ended
  const [half] = (await left()).older
  expect(half!.count).toBeGreaterThan(0)
  expect(half!.count).toBeLessThan(2084)
  for (const id of accounts) expect((await readSecrets(db, newRing, id)).accessToken).toBe(`access ${id}`)

  const finished = await run([], rotated).ended
  expect(finished.text).toContain(`Sealed anew with the key ${newRing.keyIds[0]}: ${half!.count}`)
  expect(finished.text).toContain('The current key alone is enough')
  expect(finished.code).toBe(0)
  const alone = await run(['--check'], { FERNET_KEY: keyB }).ended
  expect(alone.code).toBe(0)
  for (const id of accounts) {
    const { accessToken, pageTokens } = await readSecrets(db, onlyNew, id)
    expect([accessToken, Object.keys(pageTokens)]).toEqual([
      `access ${id}`,
      expect.objectContaining({ length: 50 }),
    ])
  }
  expect([needed, finished, alone].map(({ text }) => text).join()).not.toMatch(
    /access \d|page \d|verifier\b.*=/,
  )
}, 60_000)

test('an old key that is missing is told, and wrong arguments or keys end with 1', async () => {
  const lost = await run([], { FERNET_KEY: keyB }).ended
  expect(lost.text).toContain('80 in channel_secrets.sealed open with none of the given keys.')
  expect(lost.code).toBe(2)
  const misspelt = await run(['--chek'], rotated).ended
  expect([misspelt.code, misspelt.text]).toEqual([1, expect.stringContaining('Usage: npm run keys:rotate')])
  const noKey = await run([], { ...rotated, FERNET_KEYS_OLD: 'hunter2' }).ended
  expect([noKey.code, noKey.text]).toEqual([1, expect.stringMatching(/^FERNET_KEYS_OLD holds (?!.*hunter2)/)])
}, 30_000)

test('no source seals anything for keeping without a registered column', async () => {
  const source = fileURLToPath(new URL('../src/', import.meta.url))
  const sealing = globSync('**/*.ts', { cwd: source }).filter(
    (file) =>
      !file.endsWith('.test.ts') &&
      !file.startsWith(join('kernel', 'crypto')) &&
      /\bencrypt\(/.test(readFileSync(join(source, file), 'utf8')),
  )
  expect(sealing.length).toBeGreaterThan(2)
  const registered = new Set<unknown>(sealedColumns)
  for (const file of sealing) {
    const exported = Object.values(await import(join(source, file)))
    const own = exported.filter((one) => registered.has(one))
    expect(own.length, `${file} seals: declare a SealedColumn there and add it to sealed-columns.ts`).toBe(1)
    for (const one of own) registered.delete(one)
  }
  expect([...registered], 'registered, but nothing seals it').toEqual([])
})
