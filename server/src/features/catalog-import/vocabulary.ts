import { fold } from '../../kernel/text/fold.ts'
import { localizedHeaders } from './localized-headers.ts'

/**
 * The columns of a WooCommerce product export. `kept` columns have no counterpart in the catalogue: their cells stay with
 * the product and are given back by the export.
 */
interface ColumnKind {
  /** WooCommerce's own English header; `#` stands for a number, `(unit)` for a unit of measure. */
  header: string
  aliases?: readonly string[]
  kept?: true
}

const kept = (header: string, ...aliases: string[]): ColumnKind => ({ header, aliases, kept: true })
const used = (header: string, ...aliases: string[]): ColumnKind => ({ header, aliases })

/** In the order in which the export writes them. */
export const columnKinds = {
  id: used('ID', 'Product ID'),
  type: used('Type', 'Product type'),
  sku: used('SKU', 'Article', 'Product code'),
  barcode: used('GTIN, UPC, EAN, or ISBN', 'Barcode', 'GTIN', 'EAN', 'UPC'),
  name: used('Name', 'Title', 'Product name'),
  published: used('Published'),
  featured: kept('Is featured?'),
  visibility: kept('Visibility in catalog', 'Visibility in catalogue'),
  short_description: used('Short description'),
  description: used('Description'),
  sale_from: used('Date sale price starts'),
  sale_to: used('Date sale price ends'),
  tax_status: kept('Tax status'),
  tax_class: kept('Tax class'),
  in_stock: used('In stock?'),
  stock: used('Stock', 'Quantity'),
  low_stock_threshold: used('Low stock amount'),
  backorders: used('Backorders allowed?'),
  sold_individually: kept('Sold individually?'),
  weight: used('Weight (unit)'),
  length: kept('Length (unit)'),
  width: kept('Width (unit)'),
  height: kept('Height (unit)'),
  reviews: kept('Allow customer reviews?'),
  purchase_note: kept('Purchase note'),
  cost_price: used('Cost price', 'Cost of goods', 'Purchase price'),
  sale_price: used('Sale price'),
  regular_price: used('Regular price', 'Price'),
  categories: used('Categories', 'Category'),
  tags: kept('Tags'),
  tags_spaced: kept('Tags (space separated)'),
  shipping_class: kept('Shipping class'),
  images: used('Images', 'Image'),
  main_image: used('Main image'),
  download_limit: kept('Download limit'),
  download_expiry: kept('Download expiry days'),
  parent: used('Parent'),
  supplier: used('Supplier'),
  grouped: kept('Grouped products'),
  upsells: kept('Upsells'),
  cross_sells: kept('Cross-sells'),
  external_url: kept('External URL'),
  button_text: kept('Button text'),
  position: kept('Position'),
  brands: kept('Brands'),
  attribute_name: used('Attribute # name'),
  attribute_value: used('Attribute # value(s)'),
  attribute_visible: kept('Attribute # visible'),
  attribute_global: kept('Attribute # global'),
  attribute_default: kept('Attribute # default'),
  download_id: kept('Download # ID'),
  download_name: kept('Download # name'),
  download_url: kept('Download # URL'),
} satisfies Record<string, ColumnKind>

export type ColumnName = keyof typeof columnKinds

/** Field names of the API: a column name, for numbered columns with the number (`attribute_name:1`). */
export interface RecognizedColumn {
  name: ColumnName
  /** 0 for columns without a number. */
  number: number
  /** Canonical unit of weight and size columns, otherwise null. */
  unit: string | null
}

const units: Record<string, string> = {
  kg: 'kg',
  kgs: 'kg',
  кг: 'kg',
  کیلوگرم: 'kg',
  کیلو: 'kg',
  کجم: 'kg',
  کغ: 'kg',
  g: 'g',
  gr: 'g',
  г: 'g',
  гр: 'g',
  گرم: 'g',
  غ: 'g',
  جم: 'g',
  غرام: 'g',
  lb: 'lbs',
  lbs: 'lbs',
  фунт: 'lbs',
  oz: 'oz',
  m: 'm',
  cm: 'cm',
  mm: 'mm',
  in: 'in',
  yd: 'yd',
  м: 'm',
  см: 'cm',
  мм: 'mm',
  سم: 'cm',
  سانتیمتر: 'cm',
  سانتی: 'cm',
}

const plainName = (header: string): string => fold(header).replace(/[^\p{L}\p{N}#]+/gu, '')

const byPlainName: ReadonlyMap<string, ColumnName> = new Map(
  (Object.keys(columnKinds) as ColumnName[])
    .flatMap((name) => {
      const kind: ColumnKind = columnKinds[name]
      const headers = [
        kind.header.replace(' (unit)', ''),
        ...(kind.aliases ?? []),
        ...(localizedHeaders[name]?.split(' | ') ?? []),
      ]
      return headers.map((header): [string, ColumnName] => [plainName(header), name])
    })
    .reverse(),
)

/** `Weight (kg)` in its two parts; null when nothing stands in brackets at the end. */
function splitUnit(header: string): { name: string; unit: string } | null {
  const whole = header.trimEnd()
  const opening = Math.max(whole.lastIndexOf('('), whole.lastIndexOf('['))
  const unit = whole.slice(opening + 1, -1).trim()
  if (opening < 0 || !/[)\]]$/.test(whole) || unit === '' || /[)\]]/.test(unit)) return null
  return { name: whole.slice(0, opening), unit }
}

/** Recognises a header in English or one of the six languages, whatever its case, spaces and marks; null when unknown. */
export function recognizeHeader(header: string): RecognizedColumn | null {
  const parts = splitUnit(header)
  const unit = parts ? (units[plainName(parts.unit)] ?? null) : null
  const text = unit && parts ? parts.name : header
  const folded = fold(text)
  const number = Number(/\d{1,3}/.exec(folded)?.[0] ?? 0)
  const name =
    byPlainName.get(plainName(folded)) ?? byPlainName.get(plainName(folded.replace(/\d{1,3}/, '#')))
  if (!name) return null
  const numbered = columnKinds[name].header.includes('#')
  return {
    name,
    number: numbered ? number : 0,
    unit: columnKinds[name].header.includes('(unit)') ? unit : null,
  }
}

/** Whether the cells of a column are only kept and given back. */
export function isKeptColumn(name: ColumnName): boolean {
  const kind: ColumnKind = columnKinds[name]
  return kind.kept === true
}

/** The header under which the export writes a recognised column. */
export function canonicalHeader(column: RecognizedColumn): string {
  const { header } = columnKinds[column.name]
  return header
    .replace('#', String(column.number))
    .replace('(unit)', column.unit ? `(${column.unit})` : '')
    .trim()
}

/** The field as the API names it: `name`, `weight:lbs`, `attribute_name:1`. */
export function fieldName(column: RecognizedColumn): string {
  const detail = column.number || column.unit
  return detail ? `${column.name}:${detail}` : column.name
}

/** Reads a field name that a user chose; null when there is no such field. */
export function parseFieldName(field: string): RecognizedColumn | null {
  const [name = '', detail] = field.split(':', 2)
  if (!Object.hasOwn(columnKinds, name)) return null
  const { header } = columnKinds[name as ColumnName]
  const column: RecognizedColumn = { name: name as ColumnName, number: 0, unit: null }
  if (header.includes('#')) {
    if (!/^[1-9]\d{0,2}$/.test(detail ?? '')) return null
    column.number = Number(detail)
  } else if (header.includes('(unit)')) {
    if (detail !== undefined && !Object.values(units).includes(detail)) return null
    column.unit = detail ?? null
  } else if (detail !== undefined) return null
  return column
}
