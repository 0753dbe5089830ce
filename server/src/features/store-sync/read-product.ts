import { createHash } from 'node:crypto'
import { isStorableJson } from '../../kernel/http/body.ts'
import { isObject, type Parsed } from '../../kernel/http/fields.ts'
import { parseDatetime } from '../../kernel/http/rest-fields.ts'
import {
  cutText,
  filled,
  longText,
  nullCharacters,
  readAmount,
  readCurrency,
  readId,
  readQuantity,
  readText,
  readTexts,
  unstorable,
  webAddress,
} from './field-values.ts'
import type { StoreProduct } from './store-product.ts'

export interface ReadOptions {
  /** Only the id is needed, and the name may be blank. */
  deletion: boolean
  /** Whether 0 is a price; the plugin sends it for "none" (storefronts contract 5.3, prices). */
  zeroIsPrice: boolean
}

export type ReadProduct = { ok: true; product: StoreProduct } | { ok: false; texts: string[] }

const maxName = 255
const maxDescription = 200_000
const maxVariations = 500

/**
 * Reads a product in the form of the plugin (storefronts contract 5.2); `texts` are everything that is wrong with it. Beyond that
 * form, when they make sense: `status`, `brand`, `attributes` ({name: value} or [{name, options}]), `parent_id`, and `variations`
 * as ids or as products of the same form, whose prices and stock must be right as well.
 */
export function readStoreProduct(raw: Record<string, unknown>, options: ReadOptions): ReadProduct {
  const texts: string[] = []
  for (const key of options.deletion ? ['id'] : ['id', 'name']) {
    if (raw[key] === undefined) texts.push(`Missing required field: ${key}`)
  }
  for (const [key, value] of Object.entries(raw)) {
    if (isStorableJson({ [key]: value })) continue
    const where = unstorable(key) === null ? `${key}: ` : ''
    texts.push(where + (typeof value === 'string' ? (unstorable(value) ?? nullCharacters) : nullCharacters))
  }
  const product = readFields(raw, '', options, texts)
  return texts.length === 0 ? { ok: true, product } : { ok: false, texts: [...new Set(texts)] }
}

/** Reads every field; what is wrong goes to `texts` behind `path`, and the field is read as nothing. */
function readFields(
  raw: Record<string, unknown>,
  path: string,
  options: ReadOptions,
  texts: string[],
): StoreProduct {
  const read = <T>(key: string, reader: (value: unknown) => Parsed<T>, none: T): T => {
    const parsed = reader(Object.hasOwn(raw, key) ? raw[key] : undefined)
    if (parsed.ok) return parsed.value
    for (const { message } of parsed.problems) texts.push(`${path}${key}: ${message}`)
    return none
  }
  const text = (key: string) => read(key, readText, '')
  const amount = (key: string) => {
    const value = read(key, readAmount, null)
    return value === '0.00' && !options.zeroIsPrice ? null : value
  }
  const isNested = path !== ''
  const id = raw.id === undefined && !isNested ? 0 : read('id', readId, 0)
  const rawName = raw.name === undefined ? '' : readName(options.deletion || isNested, read)
  const { shortDescription, description, categories, tags } = {
    shortDescription: text('short_description'),
    description: read('description', longText(maxDescription), ''),
    categories: read('categories', readTexts, []),
    tags: read('tags', readTexts, []),
  }
  const name = cutText(rawName.trim(), maxName)
  const type = text('type')
  const parentId = optionalId(raw.parent_id)
  const status = typeof raw.status === 'string' ? raw.status.trim() : ''
  const { variations, variationIds } = readVariations(raw.variations, isNested, options, texts)
  const modified = raw.date_modified
  return {
    id,
    name: name === '' ? null : name,
    sku: text('sku').trim(),
    price: amount('price'),
    regularPrice: amount('regular_price'),
    salePrice: amount('sale_price'),
    currency: read('currency', readCurrency, null),
    stockQuantity: read('stock_quantity', readQuantity, null),
    stockStatus: text('stock_status').trim(),
    categories: filled(categories),
    tags: filled(tags),
    shortDescription,
    description,
    image: webAddress(text('image')),
    gallery: read('gallery', readTexts, []).map(webAddress).filter(Boolean),
    link: webAddress(text('permalink')),
    type: type.trim(),
    onSale: raw.on_sale === true,
    isPublished: status === '' || status === 'publish',
    brand: typeof raw.brand === 'string' ? raw.brand.trim() : undefined,
    specifications: readSpecifications(raw.attributes),
    modifiedAt: typeof modified === 'string' ? parseDatetime(modified) : null,
    contentHash: sha256(
      [rawName, shortDescription, description, categories.join(','), tags.join(',')].join('|'),
    ),
    parentId,
    isVariation: isNested || type.trim() === 'variation',
    variations,
    variationIds,
  }
}

function readName(
  mayBeBlank: boolean,
  read: <T>(key: string, reader: (value: unknown) => Parsed<T>, none: T) => T,
): string {
  return read(
    'name',
    (value) => {
      const refused = (message: string) => ({ ok: false as const, problems: [{ path: '', message }] })
      if (value === null && !mayBeBlank) return refused('This field may not be null.')
      const text = readText(value)
      return text.ok && text.value.trim() === '' && !mayBeBlank
        ? refused('This field may not be blank.')
        : text
    },
    '',
  )
}

function readVariations(raw: unknown, isNested: boolean, options: ReadOptions, texts: string[]) {
  const none = { variations: [], variationIds: undefined }
  if (isNested || typeof raw !== 'object' || raw === null) return none
  const list: unknown[] = Object.values(raw)
  if (list.length > maxVariations) {
    texts.push(`variations: Ensure this field has no more than ${maxVariations} elements.`)
    return none
  }
  const variations = list.flatMap((one, index) =>
    isObject(one) ? [readFields(one, `variations.${index}.`, options, texts)] : [],
  )
  const plainIds = list.flatMap((one) => (isObject(one) ? [] : (optionalId(one) ?? [])))
  const isWhole = variations.length + plainIds.length === list.length
  return { variations, variationIds: isWhole ? [...variations.map(({ id }) => id), ...plainIds] : undefined }
}

/** `{name: value}` or `[{name, options}]` as `{name: "a, b"}`; undefined for anything else. */
function readSpecifications(raw: unknown): Record<string, string> | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const pairs: [string, unknown][] = Array.isArray(raw)
    ? raw.filter(isObject).map((one) => [String(one.name ?? ''), one.options ?? one.option ?? one.value])
    : Object.entries(raw)
  const specifications = pairs.flatMap(([name, value]): [string, string][] => {
    const texts = readTexts(Array.isArray(value) ? value : [value])
    const text = texts.ok ? filled(texts.value).join(', ') : ''
    return name.trim() === '' || text === '' ? [] : [[name.trim(), text]]
  })
  return Object.fromEntries(specifications)
}

function optionalId(raw: unknown): number | null {
  const id = readId(raw)
  return id.ok ? id.value : null
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
