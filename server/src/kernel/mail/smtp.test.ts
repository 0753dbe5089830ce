import { randomBytes } from 'node:crypto'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { certificate, type MailServer, startMailServer } from '../../../test/doubles/smtp.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { systemClock } from '../clock/clock.ts'
import { createKeyring } from '../crypto/keyring.ts'
import { type Database, openDatabase } from '../database/database.ts'
import { createJobs, type Jobs } from '../jobs/jobs.ts'
import { createMailer, listOutbox, type Mailer } from './mail.ts'

const trusted = getCACertificates('default')
const keyring = createKeyring(randomBytes(32).toString('base64url'))
const soon = { timeout: 20_000, interval: 50 }
let home: TestDatabase
let db: Database
beforeAll(async () => {
  setDefaultCACertificates([...trusted, certificate])
  home = await createTestDatabase()
  db = openDatabase({ connection: { connectionString: home.url } })
})
afterAll(async () => {
  setDefaultCACertificates(trusted)
  await db.close()
  await home.drop()
})

interface Settings {
  user?: string
  password?: string
  tls?: boolean
}

/** A mail server and a shop that sends through it; both end with the test. */
async function connect(
  serverOptions: Parameters<typeof startMailServer>[0],
  { user = '', password = '', tls = true }: Settings = {},
): Promise<{ server: MailServer; mailer: Mailer; jobs: Jobs; errors: unknown[] }> {
  const server = await startMailServer(serverOptions)
  const errors: unknown[] = []
  const jobs = createJobs({
    db,
    connection: { connectionString: home.url },
    log: { info() {}, warn() {}, error: (fields: object) => errors.push((fields as { err: unknown }).err) },
    clock: systemClock,
    retryDelaySeconds: 1,
    pollSeconds: 0.5,
  })
  const config = {
    host: 'localhost',
    port: server.port,
    tls,
    user,
    password,
    from: 'Shop <shop@example.com>',
  }
  const mailer = createMailer({ config, db, jobs, keyring })
  await jobs.start()
  onTestFinished(async () => {
    await jobs.stop()
    await server.close()
    await db.query(`delete from pgboss.job where name = 'mail.send'`)
  })
  return { server, mailer, jobs, errors }
}

function sendWelcome(mailer: Mailer): Promise<void> {
  const data = { displayName: 'An', verifyUrl: 'https://example.com/verify?token=abc' }
  return db.transaction((tx) =>
    mailer.queueMail(tx, { template: 'welcome', to: 'an@example.com', language: 'en', data }),
  )
}

test('a mail goes to the server encrypted and logged in, as text and HTML, and not to the outbox', async () => {
  const { server, mailer } = await connect(
    { letIn: (user, password) => user === 'shop' && password === 'correct horse' },
    { user: 'shop', password: 'correct horse' },
  )
  expect(mailer.usesOutbox).toBe(false)
  await sendWelcome(mailer)
  await vi.waitFor(() => expect(server.received).toHaveLength(1), soon)
  const [mail] = server.received
  expect(mail).toMatchObject({
    from: 'shop@example.com',
    to: ['an@example.com'],
    encrypted: true,
    user: 'shop',
  })
  expect(mail?.raw).toMatch(/^From: Shop <shop@example.com>\r\nTo: an@example.com\r\nSubject: Welcome/m)
  expect(mail?.raw).toMatch(/^Message-ID: <[0-9a-f-]{36}@tradepost>\r$/m)
  expect(mail?.raw).toMatch(/^Content-Type: text\/plain/m)
  expect(mail?.raw).toMatch(/^Content-Type: text\/html/m)
  expect((await listOutbox(db, { limit: 1, offset: 0 })).count).toBe(0)
})

test('a refused log-in is tried again later, and the mail arrives once', async () => {
  let refusals = 1
  const { server, mailer, errors } = await connect(
    { letIn: () => refusals-- <= 0 },
    { user: 'shop', password: 'x' },
  )
  await sendWelcome(mailer)
  await vi.waitFor(() => expect(server.received).toHaveLength(1), soon)
  expect(server.logIns).toHaveLength(2)
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatchObject({ code: 'EAUTH' })
})

test('a server without encryption gets neither the password nor the mail', async () => {
  const { server, mailer, errors } = await connect(
    { letIn: () => true, offersTls: false },
    { user: 'shop', password: 'correct horse' },
  )
  await sendWelcome(mailer)
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0), soon)
  expect(server.logIns).toEqual([])
  expect(server.received).toEqual([])
})

test('a server whose certificate nobody vouches for gets neither the password nor the mail', async () => {
  setDefaultCACertificates(trusted)
  onTestFinished(() => setDefaultCACertificates([...trusted, certificate]))
  const { server, mailer, errors } = await connect(
    { letIn: () => true },
    { user: 'shop', password: 'correct horse' },
  )
  await sendWelcome(mailer)
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(0), soon)
  expect(server.logIns).toEqual([])
  expect(server.received).toEqual([])
})

test('a relay of the own network without encryption and log-in works when EMAIL_USE_TLS is off', async () => {
  const { server, mailer } = await connect({ offersTls: false }, { tls: false })
  await sendWelcome(mailer)
  await vi.waitFor(() => expect(server.received).toHaveLength(1), soon)
  expect(server.received[0]).toMatchObject({ to: ['an@example.com'], encrypted: false, user: null })
})
