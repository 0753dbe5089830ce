import { createHash } from 'node:crypto'
import { type FieldError, invalid, type Refusal } from '../../kernel/errors.ts'
import { isStorableJson } from '../../kernel/http/body.ts'
import { pythonTypeName } from '../../kernel/http/dialects.ts'
import { isObject, isStorableText, type Parsed } from '../../kernel/http/fields.ts'
import { charField, choiceField, parseDatetime } from '../../kernel/http/rest-fields.ts'
import {
  cutText,
  filled,
  longText,
  nullCharacters,
  plainText,
  readId,
  readText,
  readTexts,
  webAddress,
} from '../store-sync/index.ts'

/** A page or post as a site told it, judged. */
export interface SitePage {
  postId: number
  /** WordPress's name of the type: page, post or any other. */
  postType: string
  title: string
  content: string
  excerpt: string
  /** Web addresses or empty. */
  permalink: string
  featuredImage: string
  author: string
  categories: string[]
  tags: string[]
  isPublished: boolean
  /** UTC; null: not told. */
  modifiedAt: string | null
  metadata: Record<string, unknown>
  /** SHA-256 of title, content and excerpt as received. */
  contentHash: string
}

export interface ContentEvent {
  eventId: string
  eventType: string
  isDeletion: boolean
  page: SitePage
}

export type ReadContentEvent =
  | { ok: true; event: ContentEvent }
  /** `facts`: what the log can tell of the refused event. */
  | { ok: false; refusal: Refusal; facts: { eventId: string; eventType: string } | null }

const eventTypes = ['page', 'post'].flatMap((type) =>
  ['created', 'updated', 'deleted'].map((verb) => `${type}.${verb}`),
)
const maxContent = 50_000
const maxTitle = 500
const maxExcerpt = 1000
const maxAuthor = 255
const maxPostType = 100
const blank = 'This field may not be blank.'

/** Reads an event of storefronts contract 5.7; all that is wrong is told at once. */
export async function readContentEvent(body: Record<string, unknown>): Promise<ReadContentEvent> {
  const problems: FieldError[] = []
  const read = (path: string, parse: (raw: unknown) => Parsed<string | undefined>): string | null => {
    const raw = body[path]
    const parsed = raw === undefined ? refused('This field is required.') : parse(raw)
    if (parsed.ok) return parsed.value ?? null
    for (const { message } of parsed.problems) problems.push({ path, message })
    return null
  }
  const eventId = read('event_id', (raw) =>
    typeof raw === 'number' ? refused('Not a valid string.') : charField({ max: 100 }).parse(raw),
  )
  const eventType = read('event_type', choiceField(eventTypes).parse)
  const isDeletion = eventType?.endsWith('.deleted') ?? false
  const { page, texts } = await readContent(body.content, eventType ?? '', isDeletion)
  for (const message of texts) problems.push({ path: 'content', message })
  for (const [key, value] of Object.entries(body)) {
    if (['event_id', 'event_type', 'content'].includes(key) || isStorableJson({ [key]: value })) continue
    problems.push({ path: isStorableText(key) ? key : 'non_field_errors', message: nullCharacters })
  }
  if (problems.length === 0 && eventId !== null && eventType !== null && page !== null)
    return { ok: true, event: { eventId, eventType, isDeletion, page } }
  const isReadable = eventId !== null && eventType !== null
  return { ok: false, refusal: invalid(problems), facts: isReadable ? { eventId, eventType } : null }
}

async function readContent(raw: unknown, eventType: string, isDeletion: boolean) {
  if (raw === undefined) return { page: null, texts: ['This field is required.'] }
  if (raw === null) return { page: null, texts: ['This field may not be null.'] }
  if (!isObject(raw))
    return { page: null, texts: [`Expected a dictionary of items but got type "${pythonTypeName(raw)}".`] }
  const texts: string[] = []
  for (const key of isDeletion ? ['id'] : ['id', 'title', 'post_type'])
    if (raw[key] === undefined) texts.push(`Missing required field: ${key}`)
  for (const [key, value] of Object.entries(raw)) {
    if (isStorableJson({ [key]: value })) continue
    texts.push(isStorableText(key) ? `${key}: ${nullCharacters}` : nullCharacters)
  }
  const page = await readPage(raw, eventType, isDeletion, texts)
  return { page: texts.length === 0 ? page : null, texts }
}

/** What is wrong goes to `texts`, and the field is read as nothing. */
async function readPage(
  content: Record<string, unknown>,
  eventType: string,
  isDeletion: boolean,
  texts: string[],
): Promise<SitePage> {
  const read = <T>(key: string, parse: (raw: unknown) => Parsed<T>, none: T): T => {
    const parsed = parse(content[key])
    if (parsed.ok) return parsed.value
    for (const { message } of parsed.problems) texts.push(`${key}: ${message}`)
    return none
  }
  const needed = (key: string, max: number) =>
    content[key] === undefined ? '' : read(key, (raw) => readNeeded(raw, max, isDeletion), '')
  const [title, body, excerpt] = [
    needed('title', Number.POSITIVE_INFINITY),
    read('content', longText(maxContent), ''),
    read('excerpt', readText, ''),
  ]
  return {
    postId: content.id === undefined ? 0 : read('id', readId, 0),
    postType: needed('post_type', maxPostType) || (eventType.split('.')[0] ?? ''),
    title: cutText(await plainText(title), maxTitle),
    content: await plainText(body),
    excerpt: cutText(await plainText(excerpt), maxExcerpt),
    permalink: webAddress(read('permalink', readText, '')),
    featuredImage: webAddress(read('featured_image', readText, '')),
    author: cutText(read('author', readText, '').trim(), maxAuthor),
    categories: filled(read('categories', readTexts, [])),
    tags: filled(read('tags', readTexts, [])),
    isPublished: isPublished(content),
    modifiedAt: typeof content.modified_date === 'string' ? parseDatetime(content.modified_date) : null,
    metadata: read('metadata', readMetadata, {}),
    contentHash: createHash('sha256').update([title, body, excerpt].join('|')).digest('hex'),
  }
}

const refused = (message: string): Parsed<never> => ({ ok: false, problems: [{ path: '', message }] })

/** Text that says something, at most `max` characters; of deletions it may say nothing. */
function readNeeded(raw: unknown, max: number, mayBeBlank: boolean): Parsed<string> {
  if (raw === null && !mayBeBlank) return refused('This field may not be null.')
  const text = readText(raw)
  if (!text.ok) return text
  const value = text.value.trim()
  if (value === '' && !mayBeBlank) return refused(blank)
  return value.length <= max
    ? { ok: true, value }
    : refused(`Ensure this field has no more than ${max} characters.`)
}

/** PHP writes an object without keys as a list. */
function readMetadata(raw: unknown): Parsed<Record<string, unknown>> {
  if (raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0))
    return { ok: true, value: {} }
  if (!isObject(raw)) return refused(`Expected a dictionary of items but got type "${pythonTypeName(raw)}".`)
  return { ok: true, value: raw }
}

/** By `status` if it is told, else by `is_published`; a page of which neither is told is on the site. */
function isPublished({ status, is_published: flag }: Record<string, unknown>): boolean {
  if (typeof status === 'string' && status.trim() !== '') return status.trim() === 'publish'
  const no: unknown[] = [false, 0, '0', 'false']
  return !no.includes(flag)
}
