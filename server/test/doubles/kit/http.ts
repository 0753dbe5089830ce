import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as a platform got it, and what it answered. */
export interface Call {
  method: string
  /** Decoded, without the query. */
  path: string
  query: Record<string, string>
  /** Every value of one that may be there several times; undefined when it is not there at all. */
  queryAll(name: string): string[] | undefined
  headers: IncomingMessage['headers']
  /** Members of a form or a JSON object (files as `{type, bytes}`); `{}` when there is none or when it does not parse. */
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what was sent
  body: Record<string, any>
  raw: string
  /** null until answered, and for good when the connection was cut instead. */
  status: number | null
}

export interface Answer {
  status: number
  /** A string or a buffer goes out as it is, anything else as JSON, nothing as an empty body. */
  body?: unknown
  headers?: Record<string, string>
}

const lineTroubles = ['hang', 'reset', 'lost', 'truncated', 'html'] as const

/**
 * What can go wrong between the platform and its caller, whatever the platform: `hang` never answers,
 * `reset` cuts the line before the platform has done anything, `lost` after it has, `truncated` in the
 * middle of the answer, `html` is the page of a broken proxy.
 */
export type LineTrouble = (typeof lineTroubles)[number]

export const isLineTrouble = (what: unknown): what is LineTrouble => lineTroubles.some((one) => one === what)

export interface Where {
  method?: string
  /** A part of the path, or a pattern for it. */
  path?: string | RegExp
}

export interface Plan extends Where {
  /** How often; once unless told. */
  times?: number
}

/** Requests that stay unanswered, and unworked on, until they are let go. */
export interface Hold {
  /** Resolves when as many have come. */
  arrived(count: number): Promise<void>
  /** Lets them go in the order in which they came; later ones are no longer held. */
  release(): void
}

export interface PlatformServer {
  url: string
  calls: Call[]
  /** The calls that `where` describes. */
  callsTo(where: Where): Call[]
  /** The next calls get this instead of what they ask for. Plans are used up in order. */
  plan(what: LineTrouble | Answer | ((call: Call) => Answer), plan?: Plan): void
  hold(where?: Where): Hold
  /** Answers 503 to everything for so long from now on. */
  outage(seconds: number): void
  /** Nobody listens while `during` runs: connections are refused. */
  away<T>(during: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

interface Planned extends Plan {
  left: number
  what: LineTrouble | Answer | ((call: Call) => Answer)
}

interface Held {
  where: Where
  open: boolean
  waiting: (() => void)[]
  watchers: { count: number; tell: () => void }[]
}

/** Listens on loopback; `answer` is the platform. `port` 0 picks a free one. */
export async function startPlatform(answer: (call: Call) => Answer, port = 0): Promise<PlatformServer> {
  const calls: Call[] = []
  const plans: Planned[] = []
  const holds: Held[] = []
  let downUntil = 0

  const server = createServer(async (request, response) => {
    const call = await readCall(request, await readAll(request))
    calls.push(call)
    const held = holds.find(({ open, where }) => !open && matches(call, where))
    if (held) await waitIn(held)
    const planned = takePlan(plans, call)
    const what = typeof planned === 'function' ? planned(call) : planned
    if (what === 'hang') return
    if (what === 'reset') return void request.socket.destroy()
    const ordered = typeof what === 'object' ? what : null
    const isDown = Date.now() < downUntil
    const result =
      ordered ??
      (isDown ? unavailable : null) ??
      (what === 'html' ? brokenProxy() : safely(() => answer(call)))
    if (what === 'lost') return void request.socket.destroy()
    call.status = result.status
    send(response, result, what === 'truncated')
  })
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(at, '127.0.0.1', resolve)
    })
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(port)
  const { port: ownPort } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${ownPort}`,
    calls,
    callsTo: (where) => calls.filter((call) => matches(call, where)),
    plan: (what, plan = {}) => void plans.push({ ...plan, what, left: plan.times ?? 1 }),
    hold(where = {}) {
      const held: Held = { where, open: false, waiting: [], watchers: [] }
      holds.push(held)
      return {
        arrived: (count) =>
          new Promise((tell) => {
            if (held.waiting.length >= count) tell()
            else held.watchers.push({ count, tell })
          }),
        release() {
          held.open = true
          for (const go of held.waiting.splice(0)) go()
        },
      }
    },
    outage(seconds) {
      downUntil = Date.now() + seconds * 1000
    },
    async away(during) {
      await stop()
      try {
        return await during()
      } finally {
        await listen(ownPort)
      }
    },
    async close() {
      for (const held of holds) for (const go of held.waiting.splice(0)) go()
      await stop()
    },
  }
}

function waitIn(held: Held): Promise<void> {
  return new Promise((go) => {
    held.waiting.push(go)
    for (const { count, tell } of held.watchers) if (held.waiting.length >= count) tell()
  })
}

function takePlan(plans: Planned[], call: Call): Planned['what'] | null {
  const index = plans.findIndex((plan) => matches(call, plan))
  const plan = plans[index]
  if (!plan) return null
  plan.left -= 1
  if (plan.left <= 0) plans.splice(index, 1)
  return plan.what
}

function matches(call: Call, { method, path }: Where): boolean {
  if (method && method !== call.method) return false
  if (path === undefined) return true
  return typeof path === 'string' ? call.path.includes(path) : path.test(call.path)
}

/** A mistake of the double itself must not look like a hanging platform. */
function safely(work: () => Answer): Answer {
  try {
    return work()
  } catch (error) {
    return { status: 599, body: { double_failed: error instanceof Error ? error.stack : String(error) } }
  }
}

const unavailable: Answer = { status: 503, headers: { 'content-type': 'text/plain' }, body: 'Down' }

const brokenProxy = (): Answer => ({
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>',
})

function send(response: ServerResponse, { status, body, headers = {} }: Answer, cut: boolean): void {
  const text =
    typeof body === 'string' || Buffer.isBuffer(body) ? body : body === undefined ? '' : JSON.stringify(body)
  const all = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  }
  response.writeHead(status, all)
  if (!cut) return void response.end(text)
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy())
}

async function readCall(request: IncomingMessage, bytes: Buffer): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://platform.example')
  const raw = bytes.toString()
  const type = request.headers['content-type'] ?? ''
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: Object.fromEntries(url.searchParams),
    queryAll: (name) => (url.searchParams.has(name) ? url.searchParams.getAll(name) : undefined),
    headers: request.headers,
    body: type.startsWith('multipart/form-data') ? await readParts(type, bytes) : readBody(type, raw),
    raw,
    status: null,
  }
}

function readBody(type: string, raw: string): Call['body'] {
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(raw))
  if (!type.startsWith('application/json')) return {}
  try {
    const value: unknown = JSON.parse(raw)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

async function readParts(type: string, bytes: Buffer): Promise<Call['body']> {
  const body: Call['body'] = {}
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData()
  for (const [name, part] of form)
    body[name] =
      typeof part === 'string' ? part : { type: part.type, bytes: Buffer.from(await part.arrayBuffer()) }
  return body
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
