import { invalid, type Refusal } from '../../kernel/errors.ts'
import { isStorableJson } from '../../kernel/http/body.ts'
import { pythonTypeName } from '../../kernel/http/dialects.ts'
import { isObject, isStorableText } from '../../kernel/http/fields.ts'
import { nullCharacters, readId, unstorable } from './field-values.ts'
import { readStoreProduct } from './read-product.ts'
import { type ProductEventType, productEventTypes, type StoreProduct } from './store-product.ts'

/** A product event as the plugin sends it, judged. */
export interface ProductEvent {
  eventId: string
  eventType: ProductEventType
  product: StoreProduct
}

/** What can be told of an event that is refused, for the log. */
export interface ReadableFacts {
  eventId: string
  eventType: ProductEventType
  wooProductId: number
}

export type ReadEvent =
  | { ok: true; event: ProductEvent }
  | { ok: false; refusal: Refusal; facts: ReadableFacts | null }

const required = 'This field is required.'
const notNull = 'This field may not be null.'
const maxEventId = 100

/** Reads an event of storefronts contract 5.2; all that is wrong is told at once. */
export function readProductEvent(body: Record<string, unknown>): ReadEvent {
  const problems: { path: string; message: string }[] = []
  const tell = (path: string, message: string) => {
    problems.push({ path, message })
    return null
  }
  const eventId = readEventId(body.event_id, (message) => tell('event_id', message))
  const eventType = readEventType(body.event_type, (message) => tell('event_type', message))
  const product = readProduct(body.product, eventType === 'product.deleted', (message) =>
    tell('product', message),
  )
  for (const [key, value] of Object.entries(body)) {
    if (['event_id', 'event_type', 'product'].includes(key) || isStorableJson({ [key]: value })) continue
    tell(isStorableText(key) ? key : 'non_field_errors', nullCharacters)
  }
  if (problems.length === 0 && eventId !== null && eventType !== null && product !== null) {
    return { ok: true, event: { eventId, eventType, product } }
  }
  const id = isObject(body.product) ? readId(body.product.id) : null
  const isReadable = eventId !== null && eventType !== null && id?.ok
  return {
    ok: false,
    refusal: invalid(problems),
    facts: isReadable ? { eventId, eventType, wooProductId: id.value } : null,
  }
}

/** The event's own id if it has a readable one. */
export function eventIdOf(body: unknown): string | null {
  return isObject(body) ? readEventId(body.event_id, () => null) : null
}

function readEventId(raw: unknown, refuse: (message: string) => null): string | null {
  if (raw === undefined) return refuse(required)
  if (raw === null) return refuse(notNull)
  if (typeof raw !== 'string') return refuse('Not a valid string.')
  const problem = unstorable(raw)
  if (problem !== null) return refuse(problem)
  const id = raw.trim()
  if (id === '') return refuse('This field may not be blank.')
  if (id.length > maxEventId && [...id].length > maxEventId)
    return refuse(`Ensure this field has no more than ${maxEventId} characters.`)
  return id
}

function readEventType(raw: unknown, refuse: (message: string) => null): ProductEventType | null {
  if (raw === undefined) return refuse(required)
  if (raw === null) return refuse(notNull)
  const type = productEventTypes.find((known) => known === raw)
  const shown = (typeof raw === 'string' ? raw : JSON.stringify(raw)).slice(0, 100)
  return type ?? refuse(`"${shown}" is not a valid choice.`)
}

function readProduct(
  raw: unknown,
  deletion: boolean,
  refuse: (message: string) => null,
): StoreProduct | null {
  if (raw === undefined) return refuse(required)
  if (raw === null) return refuse(notNull)
  if (!isObject(raw)) return refuse(`Expected a dictionary of items but got type "${pythonTypeName(raw)}".`)
  const read = readStoreProduct(raw, { deletion, zeroIsPrice: false })
  if (read.ok) return read.product
  for (const text of read.texts) refuse(text)
  return null
}
