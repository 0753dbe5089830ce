import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Refusal } from '../errors.ts'
import { dialectOf, envelopeDialect } from './dialects.ts'

/** Sent by hand because these refusals happen before the framework's hooks run. */
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
}

/** Answers a path that the router cannot read (malformed percent-encoding, an endless segment) like an unknown one. */
export function refuseUnreadablePath(request: IncomingMessage, response: ServerResponse): void {
  const dialect = dialectOf(request.url ?? '') ?? envelopeDialect
  const refusal = dialect.unknownPath()
  response.writeHead(refusal.status, headers)
  response.end(JSON.stringify(dialect.render(refusal)))
}

interface ClientError extends Error {
  code?: string
  rawPacket?: unknown
}

/** Answers what is no HTTP request (broken, too slow, headers beyond the limit) on the socket itself, then closes it. */
export function refuseBrokenRequest(error: ClientError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const start = Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString('latin1', 0, 200) : ''
  const [, path = ''] = /^[A-Z]+ (\S+)/.exec(start) ?? []
  const dialect = dialectOf(path) ?? envelopeDialect
  const refusal = brokenRequest(error.code)
  const body = JSON.stringify(dialect.render(refusal))
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' })
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n` +
      `${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
}

function brokenRequest(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return new Refusal(431, 'The request headers are too large')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new Refusal(408, 'The request took too long to arrive')
  return new Refusal(400, 'The request could not be read', { code: 'PARSE_ERROR' })
}
