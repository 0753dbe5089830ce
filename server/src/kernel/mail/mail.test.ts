import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { systemClock } from '../clock/clock.ts'
import { createKeyring } from '../crypto/keyring.ts'
import { type Database, openDatabase } from '../database/database.ts'
import { createJobs } from '../jobs/jobs.ts'
import { createMailer, listOutbox } from './mail.ts'
import { renderMail } from './templates.ts'
import { LANGUAGES } from './texts.ts'

const config = { host: null, port: 587, tls: true, user: '', password: '', from: 'shop@example.com' }
const keyring = createKeyring(randomBytes(32).toString('base64url'))
let home: TestDatabase
let db: Database
beforeAll(async () => {
  home = await createTestDatabase()
  db = openDatabase({ connection: { connectionString: home.url } })
})
afterAll(async () => {
  await db.close()
  await home.drop()
})

const hostile = `<script>"x"&'y'</script>`

test('each mail in each language names the person, carries its link, and escapes every value', () => {
  for (const language of LANGUAGES) {
    const mail = renderMail(
      {
        template: 'password-reset',
        data: {
          displayName: hostile,
          resetUrl: 'https://example.com/?a=1&b=2',
          expiresAt: '2026-02-23T10:00:00Z',
        },
      },
      language,
    )
    expect(mail.text).toContain(hostile)
    expect(mail.text).toContain('https://example.com/?a=1&b=2')
    expect(mail.html).not.toContain('<script>')
    expect(mail.html).toContain('href="https://example.com/?a=1&amp;b=2"')
    expect(mail.html).toContain(`dir="${['fa', 'ar'].includes(language) ? 'rtl' : 'ltr'}"`)
    expect(mail.text + mail.html).not.toMatch(/\{(name|expiry)\}/)
  }
})

test('the mail of a connection that ended says in each language what ended where, and suspects nobody', () => {
  const data = {
    displayName: 'An',
    workspace: 'Corner shop',
    platform: 'TikTok',
    account: hostile,
    reconnectUrl: 'https://example.com/integrations?platform=tiktok',
  }
  const subjects = LANGUAGES.map((language) => {
    const mail = renderMail({ template: 'connection-ended', data }, language)
    for (const value of ['Corner shop', 'TikTok', hostile, data.reconnectUrl])
      expect(mail.text).toContain(value)
    expect(mail.html).not.toContain('<script>')
    expect(mail.subject + mail.text).not.toMatch(/\{\w+\}/)
    expect(mail.text.split('\n\n')).toHaveLength(3)
    return mail.subject
  })
  expect(new Set(subjects).size).toBe(LANGUAGES.length)
})

test('a subject cannot smuggle in a header line', () => {
  const data = { displayName: 'A', subject: 'Hi\r\nBcc: x@example.com', message: 'm' }
  expect(renderMail({ template: 'notification', data }, 'en').subject).toBe('Hi Bcc: x@example.com')
})

test('a link that is no web address is refused', () => {
  const data = { displayName: 'A', verifyUrl: 'javascript:alert(1)' }
  expect(() => renderMail({ template: 'welcome', data }, 'en')).toThrow(TypeError)
})

test('a mail of a committed transaction reaches the outbox, one of a rolled back one does not', async () => {
  const jobs = createJobs({
    db,
    connection: { connectionString: home.url },
    log: { info() {}, warn() {}, error() {} },
    clock: systemClock,
  })
  const mailer = createMailer({ config, db, jobs, keyring })
  await jobs.start()
  const data = { displayName: 'An', verifyUrl: 'https://example.com/v' }
  const lost = db.transaction(async (tx) => {
    await mailer.queueMail(tx, { template: 'welcome', to: 'lost@example.com', language: 'vi', data })
    throw new Error('refused')
  })
  await expect(lost).rejects.toThrow('refused')
  await db.transaction((tx) =>
    mailer.queueMail(tx, { template: 'welcome', to: 'An@example.com', language: 'vi', data }),
  )
  const find = (to?: string) => listOutbox(db, { to, limit: 10, offset: 0 })
  await vi.waitFor(async () => expect((await find('an@EXAMPLE.com')).count).toBe(1), { timeout: 10_000 })
  await jobs.stop()
  expect((await find()).mails).toMatchObject([
    { to: 'An@example.com', subject: 'Chào mừng đến với Tradepost' },
  ])
})

test('a mail that waits in the queue or is dead can be read by nobody who reads the database', async () => {
  const jobs = createJobs({
    db,
    connection: { connectionString: home.url },
    log: { info() {}, warn() {}, error() {} },
    clock: systemClock,
    worker: 'off',
  })
  const mailer = createMailer({ config, db, jobs, keyring })
  await jobs.start()
  const data = {
    displayName: 'Secretive',
    resetUrl: 'https://example.com/reset-password?token=open-sesame',
    expiresAt: '2026-02-23T10:00:00Z',
  }
  await mailer.queueMail(db, { template: 'password-reset', to: 'hidden@example.com', language: 'en', data })
  const rows = await db.query<{ row: string }>(
    `select row_to_json(j)::text as row from pgboss.job j where name = 'mail.send' and state = 'created'`,
  )
  await jobs.stop()
  expect(rows).toHaveLength(1)
  expect(rows[0]?.row).not.toMatch(/open-sesame|hidden@|Secretive/)
})
