import { isObject } from '../../kernel/http/fields.ts'
import { fold } from '../../kernel/text/fold.ts'

type Json = Record<string, unknown>

/**
 * A product of WooCommerce REST v3 in the form of the plugin, which `readStoreProduct` judges (storefronts contract 6,
 * Product body). What is of no use in its place is handed on as it came, so that it is refused there.
 */
export function pluginFormOf(body: Json): Json {
  const images = sourcesOf(body.images)
  return {
    ...only(body, plainKeys),
    ...only({ name: nameOf(body) }, body.name === undefined ? [] : ['name']),
    categories: namesOf(body.categories),
    tags: namesOf(body.tags),
    image: Array.isArray(images) ? images[0] : images,
    gallery: images,
    brand: brandOf(body),
    date_modified: body.date_modified_gmt,
    ...(isLongList(body.variations) ? {} : { variations: body.variations }),
  }
}

const plainKeys = [
  'id',
  'permalink',
  'type',
  'status',
  'description',
  'short_description',
  'sku',
  'price',
  'regular_price',
  'sale_price',
  'on_sale',
  'stock_quantity',
  'stock_status',
  'attributes',
  'parent_id',
]

/** What `readStoreProduct` takes of them; products with more are told by their variations' own events. */
const maxVariations = 500

function isLongList(value: unknown): boolean {
  return Array.isArray(value) && value.length > maxVariations
}

/** Drafts may have no name yet, and variations are named by what they vary in. */
function nameOf(body: Json): unknown {
  const { name, status, type } = body
  if (typeof name !== 'string' || name.trim() !== '') return name
  if (type === 'variation') return optionsOf(body.attributes) || `#${String(body.id)}`
  const isPublished = status === undefined || status === '' || status === 'publish'
  return isPublished ? name : textOf(body.slug) || `#${String(body.id)}`
}

function optionsOf(attributes: unknown): string {
  return objectsOf(attributes)
    .map(({ option }) => textOf(option))
    .filter(Boolean)
    .join(', ')
}

const brandNames: ReadonlySet<string> = new Set(['brand', 'برند'].map(fold))

/** Undefined when the body says nothing of brands, so that the one that is known stays. */
function brandOf({ brands, attributes }: Json): string | undefined {
  const [first] = objectsOf(brands)
  const named = textOf(first?.name)
  if (named) return named
  const attribute = objectsOf(attributes).find(({ name }) => brandNames.has(fold(textOf(name))))
  const [option] = Array.isArray(attribute?.options) ? attribute.options : [attribute?.option]
  return textOf(option) || (Array.isArray(brands) || Array.isArray(attributes) ? '' : undefined)
}

/** `[{name}]` as names; anything else as it is. */
function namesOf(value: unknown): unknown {
  return Array.isArray(value) ? value.map((one) => (isObject(one) ? one.name : one)) : value
}

function sourcesOf(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value
    .map((one) => (isObject(one) ? one.src : one))
    .filter((source) => source !== '' && source != null)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function objectsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function only(source: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(source, key)).map((key) => [key, source[key]]))
}
