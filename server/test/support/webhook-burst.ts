import { createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { commentEvent } from '../doubles/meta.ts'
import type { WhatsAppDouble } from '../doubles/whatsapp.ts'
import type { ServerProcess } from './server-process.ts'

/** A server that is told of messages and comments by many deliveries at once, and is killed meanwhile. */
export interface Burst {
  double: WhatsAppDouble
  /** Starts a server on the same data. */
  start(): Promise<ServerProcess>
  administrator: { ADMIN_EMAIL: string; ADMIN_PASSWORD: string }
  deliveries: number
  connections: number
  kills: number
}

export interface BurstFigures {
  seconds: number
  /** The longest wait for a 200, in milliseconds. */
  slowest: number
  /** Deliveries that got no 200 at first. */
  sentAgain: number
  lost: number
  doubled: number
  /** What every delivery once more has changed. */
  changedByCopies: number
  copiesSeconds: number
}

const people = 50
const page = '1029384756'

interface Delivery {
  hook: 'meta' | 'whatsapp'
  raw: string
  signature: string
}

/** Every tenth delivery is a comment, the others are messages of `people` people. */
function makeDeliveries({ double, deliveries }: Burst): Delivery[] {
  const secret = double.env.META_CLIENT_SECRET as string
  return Array.from({ length: deliveries }, (_, index) => {
    const hook = index % 10 === 9 ? 'meta' : 'whatsapp'
    const event =
      hook === 'meta'
        ? commentEvent(page, { comment_id: `${page}_${index}` }, 1_790_000_000 + index)
        : double.inbound({ from: String(9_647_700_000_000 + (index % people)), body: `message ${index}` })
    const raw = JSON.stringify(event)
    return { hook, raw, signature: `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}` }
  })
}

/** Sends each delivery until it gets its 200, as the platform does, and counts what is there in the end. */
export async function runBurst(burst: Burst): Promise<BurstFigures> {
  let server = await burst.start()
  try {
    const token = await signIn(server, burst)
    for (const platform of ['whatsapp', 'meta']) await connect(server, token, platform)
    const all = makeDeliveries(burst)
    const wanted = all.filter(({ hook }) => hook === 'whatsapp').length
    const comments = all.length - wanted

    let restarting: Promise<void> = Promise.resolve()
    const restart = async () => {
      await server.kill()
      server = await burst.start()
    }
    let slowest = 0
    let sentAgain = 0
    const deliver = async (queue: Delivery[], killAt: number[]) => {
      let answered = 0
      const worker = async () => {
        for (let one = queue.shift(); one; one = queue.shift()) {
          for (;;) {
            const begin = performance.now()
            const status = await post(server, one)
            if (status === 200) {
              slowest = Math.max(slowest, performance.now() - begin)
              break
            }
            if (status !== null && status < 500) throw new Error(`A delivery was answered with ${status}`)
            sentAgain++
            await restarting
            await pause(10)
          }
          answered++
          if (answered >= (killAt[0] ?? Number.POSITIVE_INFINITY)) {
            killAt.shift()
            restarting = restart()
          }
        }
      }
      await Promise.all(Array.from({ length: burst.connections }, worker))
      await restarting
    }
    const killAt = Array.from({ length: burst.kills }, (_, index) =>
      Math.floor((all.length * (index + 1)) / (burst.kills + 1)),
    )
    const begin = performance.now()
    await deliver([...all], killAt)
    const seconds = (performance.now() - begin) / 1000
    const first = await settled(server, token, wanted + comments)

    const copiesBegin = performance.now()
    await deliver([...all], [])
    const copiesSeconds = (performance.now() - copiesBegin) / 1000
    const second = await count(server, token)
    return {
      seconds,
      slowest,
      sentAgain,
      lost: wanted - first.distinct + Math.max(0, comments - first.comments),
      doubled:
        first.messages -
        first.distinct +
        Math.abs(first.unread - wanted) +
        Math.max(0, first.comments - comments),
      changedByCopies: Math.abs(total(second) - total(first)),
      copiesSeconds,
    }
  } finally {
    await server.stop()
  }
}

interface Counts {
  messages: number
  distinct: number
  unread: number
  comments: number
}

const total = ({ messages, unread, comments }: Counts) => messages + unread + comments

/** What is stored is dealt with soon after; waits for it at most a minute. */
async function settled(server: ServerProcess, token: string, wanted: number): Promise<Counts> {
  for (let tries = 0; ; tries++) {
    const counts = await count(server, token)
    if (counts.distinct + counts.comments >= wanted || tries >= 300) {
      // Pages that were read while more came in overlap.
      return count(server, token)
    }
    await pause(200)
  }
}

async function count(server: ServerProcess, token: string): Promise<Counts> {
  const ids: string[] = []
  for (let path = '/api/integrations/whatsapp/messages/?page_size=200'; path; ) {
    const { results, next } = await read(server, token, path)
    for (const { whatsapp_message_id } of results) ids.push(whatsapp_message_id)
    path = next ? new URL(next).pathname + new URL(next).search : ''
  }
  const conversations = await read(server, token, '/api/integrations/whatsapp/conversations/')
  const logs = await read(server, token, '/api/integrations/logs/?action=webhook_received')
  return {
    messages: ids.length,
    distinct: new Set(ids).size,
    unread: conversations.reduce((sum: number, row: { unread_count: number }) => sum + row.unread_count, 0),
    comments: logs.count,
  }
}

/** The status; null: the server is not there. */
async function post({ url }: ServerProcess, { hook, raw, signature }: Delivery): Promise<number | null> {
  const answer = await fetch(`${url}/api/integrations/webhooks/${hook}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body: raw,
  }).catch(() => null)
  // An answer that broke off in the middle is none.
  const text = await answer?.text().catch(() => null)
  return answer && text !== null ? answer.status : null
}

// biome-ignore lint/suspicious/noExplicitAny: bodies of many endpoints
async function read({ url }: ServerProcess, token: string, path: string): Promise<any> {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
  if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`)
  return answer.json()
}

async function signIn({ url }: ServerProcess, { administrator }: Burst): Promise<string> {
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: administrator.ADMIN_EMAIL, password: administrator.ADMIN_PASSWORD }),
  })
  return ((await answer.json()) as { token: string }).token
}

/** As a person does: adds an account, consents and comes back. */
async function connect({ url }: ServerProcess, token: string, platform: string): Promise<void> {
  const call = (path: string, body: object) =>
    fetch(`${url}/api/integrations/accounts/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
  const { id } = (await (await call('', { platform, name: platform })).json()) as { id: number }
  const begun = await call(`${id}/connect/`, {})
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { authorization_url } = (await begun.json()) as { authorization_url: string }
  const consent = await fetch(authorization_url, { redirect: 'manual' })
  const back = new URL(consent.headers.get('location') ?? '')
  const done = await fetch(url + back.pathname + back.search, { headers: { cookie }, redirect: 'manual' })
  const landing = done.headers.get('location') ?? ''
  if (!landing.includes('connected=true')) throw new Error(`${platform} could not be connected: ${landing}`)
}
