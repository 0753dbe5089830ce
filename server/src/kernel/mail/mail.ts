import type { Transporter } from 'nodemailer'
import type { Keyring } from '../crypto/keyring.ts'
import type { SealedColumn } from '../crypto/sealed.ts'
import type { Database, Executor } from '../database/database.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { type MailContent, type RenderedMail, renderMail } from './templates.ts'

export type MailRequest = MailContent & {
  to: string
  language: string
  /** A second mail with the same key is not queued while the first waits to be sent. */
  dedupeKey?: string
}

export interface OutboxMail {
  id: number
  to: string
  subject: string
  text: string
  html: string
  created_at: string
}

export interface Mailer {
  /** False when mails go to SMTP and the outbox stays empty. */
  readonly usesOutbox: boolean
  /** Queues a mail in the caller's transaction; the job `mail.send` delivers it, retried like any job. */
  queueMail(tx: Executor, request: MailRequest): Promise<void>
}

export interface MailConfig {
  host: string | null
  port: number
  tls: boolean
  user: string
  password: string
  from: string
}

/** What the queue keeps of a mail: nothing readable, since mails carry links that open accounts. */
interface SealedMail {
  sealed: string
}

const sealContext = 'mail'

/** Where queued and dead mails lie: in the table of the job queue, which moves dead jobs to a queue of their own. */
export const sealedMails: SealedColumn<{ name: string; id: string }> = {
  table: 'pgboss.job',
  key: { name: 'text', id: 'uuid' },
  sealed: `case when coalesce(t.source_name, t.name) = 'mail.send' then t.data->>'sealed' end`,
  assign: `data = jsonb_set(t.data, '{sealed}', to_jsonb(one.sealed))`,
  context: () => sealContext,
}

export interface MailerOptions {
  config: MailConfig
  db: Database
  jobs: Jobs
  /** Seals the mails that wait in the queue. */
  keyring: Keyring
}

/** Defines the job `mail.send`, so call it before the jobs start. Without `config.host` mails go to the outbox table. */
export function createMailer({ config, db, jobs, keyring }: MailerOptions): Mailer {
  const deliver = config.host === null ? outboxDelivery(db) : smtpDelivery({ ...config, host: config.host })
  jobs.define<SealedMail>('mail.send', {
    // People wait for their link, also after a rush of sign-ups.
    concurrency: 10,
    timeoutSeconds: 120,
    handler: ({ sealed }, { jobId }) => {
      const request = JSON.parse(keyring.decrypt(sealed, sealContext)) as MailRequest
      return deliver(jobId, request.to, renderMail(request, request.language))
    },
  })
  return {
    usesOutbox: config.host === null,
    async queueMail(tx, { dedupeKey, ...request }) {
      const key = dedupeKey === undefined ? {} : { singletonKey: dedupeKey }
      const payload: SealedMail = { sealed: keyring.encrypt(JSON.stringify(request), sealContext) }
      await jobs.enqueue(tx, 'mail.send', payload, key)
    },
  }
}

/** Mails of the outbox, newest first; `to` compares without case (payments contract 5, transport). */
export async function listOutbox(
  db: Executor,
  page: { to?: string | undefined; limit: number; offset: number },
): Promise<{ count: number; mails: OutboxMail[] }> {
  const to = page.to ?? null
  const where = 'where $1::text is null or lower(recipient) = lower($1)'
  const [total] = await db.query<{ count: number | string }>(`select count(*) from mail_outbox ${where}`, [
    to,
  ])
  const mails = await db.query<OutboxMail>(
    `select id, recipient as "to", subject, body_text as text, body_html as html, created_at
     from mail_outbox ${where} order by id desc limit $2 offset $3`,
    [to, page.limit, page.offset],
  )
  return { count: Number(total?.count ?? 0), mails }
}

type Delivery = (jobId: string, to: string, mail: RenderedMail) => Promise<void>

function outboxDelivery(db: Executor): Delivery {
  return async (jobId, to, mail) => {
    await db.query(
      `insert into mail_outbox (recipient, subject, body_text, body_html, dedupe_key)
       values ($1, $2, $3, $4, $5) on conflict (dedupe_key) do nothing`,
      [to, mail.subject, mail.text, mail.html, jobId],
    )
  }
}

/** A repeated attempt carries the same Message-ID, so that receivers can drop a mail they have already. */
function smtpDelivery(config: MailConfig & { host: string }): Delivery {
  let transport: Promise<Transporter> | undefined
  return async (jobId, to, mail) => {
    transport ??= openTransport(config)
    const recipient = { name: '', address: to }
    await (await transport).sendMail({
      from: config.from,
      to: recipient,
      messageId: `<${jobId}@tradepost>`,
      ...mail,
    })
  }
}

/** The library is loaded with the first mail: most installations start without SMTP. */
async function openTransport(config: MailConfig & { host: string }): Promise<Transporter> {
  const { default: nodemailer } = await import('nodemailer')
  return nodemailer.createTransport({
    host: config.host,
    port: config.port,
    secure: config.port === 465,
    requireTLS: config.tls && config.port !== 465,
    connectionTimeout: 20_000,
    socketTimeout: 60_000,
    ...(config.user === '' ? {} : { auth: { user: config.user, pass: config.password } }),
  })
}
