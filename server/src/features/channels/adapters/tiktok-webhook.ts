import { createHmac, timingSafeEqual } from 'node:crypto'
import { type PlatformWebhook, plainWord, timeOf, type WebhookEvent } from '../webhooks/model.ts'

const maxAgeSeconds = 300

/** What TikTok tells of a person's account; its signature has a time (channels contract 5.6). */
export const tiktokWebhook: PlatformWebhook = {
  verifyTokens: [],
  isSigned({ headers, raw, now }, secret) {
    const signature = String(headers['tiktok-signature'] ?? '')
    const [, time = '', hex = ''] = /^t=(\d{1,15}),\s*s=([0-9a-f]{64})$/i.exec(signature) ?? []
    if (hex === '') return false
    const expected = createHmac('sha256', secret).update(`${time}.`).update(raw).digest()
    const isRight = timingSafeEqual(Buffer.from(hex, 'hex'), expected)
    return isRight && Math.abs(now.getTime() / 1000 - Number(time)) <= maxAgeSeconds
  },
  entries: (body) => (typeof body === 'object' && body !== null && !Array.isArray(body) ? [body] : []),
  read(entry): WebhookEvent[] {
    const { user_openid, create_time, content, ...told } = entry as Record<string, unknown>
    const [event, externalId] = [plainWord(told.event), plainWord(user_openid)]
    if (event === null || externalId === null) return []
    const facts = { event, ...contentFacts(content) }
    if (event !== 'authorization.removed') return [{ kind: 'account', externalId, facts }]
    const at = timeOf(create_time)
    return [{ kind: 'removed', externalId, at, facts }]
  },
}

/** A string of JSON, of which what tells something to people is kept. */
function contentFacts(content: unknown): Record<string, unknown> {
  try {
    const { reason, publish_id } = JSON.parse(String(content)) as Record<string, unknown>
    const told = Object.entries({ reason, publish_id })
    return Object.fromEntries(told.filter(([, value]) => plainWord(value) !== null))
  } catch {
    return {}
  }
}
