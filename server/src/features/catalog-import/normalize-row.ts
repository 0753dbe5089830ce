import { isStorableText } from '../../kernel/http/fields.ts'
import { moneyToString } from '../../kernel/money/money.ts'
import { productSearchText } from '../catalog/index.ts'
import type { RowRemark } from '../imports/index.ts'
import { digest, plainWeight, stockCells } from './canonical-cells.ts'
import {
  isImageAddress,
  joinList,
  kilograms,
  moneyOf,
  plainAmount,
  readCategoryPaths,
  readDecimalCell,
  readDescription,
  readFlagCell,
  readIntegerCell,
  splitList,
  writeDescription,
} from './cell-values.ts'
import type { Layout } from './columns.ts'
import type { ImportOptions } from './import-options.ts'
import {
  type ProductExtra,
  type ProductType,
  productTypes,
  type StagedRow,
  type StockMode,
} from './staged-row.ts'
import { type ColumnName, columnKinds } from './vocabulary.ts'

const sellableTypes: readonly ProductType[] = ['simple', 'variation']

/** What every row of one file is read with. */
export interface RowReader {
  layout: Layout
  options: ImportOptions
  /** Today in the workspace's time zone, `YYYY-MM-DD`: decides whether a sale is on. */
  today: string
  /** Reads an id that this workspace's own export gave out. */
  ownId: (id: string) => number | null
}

const maxDescription = 10_000
const maxImages = 20
const maxCategoryDepth = 10

/** Turns the cells of one row into a staged row; what is wrong or remarkable goes to `remark`. */
export function normalizeRow(
  reader: RowReader,
  position: number,
  line: number,
  cells: readonly string[],
  remark: (remark: RowRemark) => void,
): StagedRow {
  const { layout, options } = reader
  let valid = true
  const note = (
    severity: RowRemark['severity'],
    code: string,
    column: ColumnName | null,
    message: string,
    value?: string,
  ) => {
    if (severity === 'error') valid = false
    const header = column && (column === 'weight' ? layout.weight?.header : layout.headerOf[column])
    remark({ severity, code, column: header ?? null, message, ...(value === undefined ? {} : { value }) })
  }
  const has = (column: ColumnName) => layout.indexOf[column] !== undefined
  const raw = (column: ColumnName): string => cells[layout.indexOf[column] ?? -1] ?? ''
  const text = (column: ColumnName, max: number): string | null => {
    const value = raw(column).trim()
    if (value.length <= max) return value || null
    note('error', 'too_long', column, `Longer than ${max} characters.`, value)
    return null
  }
  const money = (column: ColumnName): string | null => {
    const cell = raw(column).trim()
    if (cell === '') return null
    const number = readDecimalCell(cell, options.decimal_separator)
    if (!number.ok && number.reason === 'ambiguous') {
      note(
        'error',
        'ambiguous_number',
        column,
        'Could be thousands or a fraction: choose the decimal separator.',
        cell,
      )
      return null
    }
    const amount = number.ok ? moneyOf(number.text) : null
    if (amount === null)
      note('error', 'invalid_price', column, 'Not a price from 0 to 999,999,999,999.99.', cell)
    return amount === null ? null : moneyToString(amount)
  }
  const kept: ProductExtra['kept'] = {}

  if (cells.length < layout.width || cells.slice(layout.width).some((cell) => cell !== '')) {
    note('error', 'ragged_row', null, `Has ${cells.length} cells where the header has ${layout.width}.`)
  }
  if (cells.some((cell) => !isStorableText(cell)))
    note('error', 'unreadable_text', null, 'Holds characters that are no text.')

  const type = readType()
  const sellable = type === null || sellableTypes.includes(type)
  const name = text('name', 255)
  if (name === null && type !== 'variation' && has('name') && raw('name').trim() === '') {
    note('error', 'missing_name', 'name', 'Has no name.')
  }
  const sku = text('sku', 100)
  const barcode = text('barcode', 100)
  const externalId = readExternalId()
  const parentRef = text('parent', 255)
  if (type === 'variation' && parentRef === null) {
    note('error', 'variation_without_parent', 'parent', 'A variation must name its parent by SKU or id.')
  }
  const hasPrice = has('regular_price') || has('sale_price')
  const price = readPrice()
  const published = readPublished(price)
  const stock = readStock()
  const { images, imageUrl } = readImages()
  const { first, others } = readCategories()
  const description = readDescriptionCell()
  const attributes: Record<string, string> = {}
  for (const attribute of layout.attributes) {
    const attributeName = (cells[attribute.name] ?? '').trim()
    if (attributeName) attributes[attributeName] = (cells[attribute.value ?? -1] ?? '').trim()
  }
  const search = productSearchText({ name: name ?? '', sku, barcode, description })

  return {
    position,
    line,
    sku,
    external_id: externalId,
    own_id: externalId === null ? null : reader.ownId(externalId),
    parent_ref: type === 'variation' ? parentRef : null,
    type,
    name,
    variation_label: type === 'variation' ? Object.values(attributes).filter(Boolean).join(', ') : null,
    description,
    price,
    stock: stock.pieces,
    stock_mode: stock.mode,
    categories: [...(first ? [first] : []), ...others],
    image_url: imageUrl,
    images,
    barcode,
    cost_price: money('cost_price'),
    weight: readWeight(),
    supplier: text('supplier', 255),
    low_stock_threshold: readThreshold(),
    published,
    attributes,
    extra: readExtra(others),
    search_text: name === null ? null : search.search_text,
    search_marked: name === null ? null : search.search_marked,
    valid,
  }

  function readType(): ProductType | null {
    if (!has('type')) return null
    const words = raw('type')
      .toLowerCase()
      .split(',')
      .map((word) => word.trim())
    const found = productTypes.find((known) => words.includes(known))
    const result = found ?? 'simple'
    if (!found && words.some((word) => word && word !== 'virtual' && word !== 'downloadable')) {
      note(
        'warning',
        'unknown_type',
        'type',
        'An unknown kind of product: imported as a simple one.',
        raw('type'),
      )
    }
    if (raw('type') !== result)
      kept!.type = { value: result, cells: { [columnKinds.type.header]: raw('type') } }
    return result
  }

  function readExternalId(): string | null {
    const id = text('id', 100)
    return id === '0' ? null : id
  }

  function readPrice(): string | null {
    if (!hasPrice) return null
    const regular = money('regular_price')
    const sale = money('sale_price')
    const from = raw('sale_from').trim().slice(0, 10)
    const to = raw('sale_to').trim().slice(0, 10)
    const onSale = sale !== null && !(from && reader.today < from) && !(to && reader.today > to)
    const saleIsLower = sale !== null && (regular === null || Number(sale) < Number(regular))
    if (sale !== null && !saleIsLower) {
      note(
        'warning',
        'sale_not_lower',
        'sale_price',
        'The sale price is not below the regular price and is ignored.',
        sale,
      )
    }
    const now = onSale && saleIsLower ? sale : regular
    if (now === null && sellable && valid) {
      note('warning', 'no_price', 'regular_price', 'Has no price: not put on sale.')
    }
    const cells: Record<string, string> = {}
    for (const column of ['regular_price', 'sale_price', 'sale_from', 'sale_to'] as const) {
      const header = columnKinds[column].header
      if (has(column) && raw(column) !== '') cells[header] = raw(column)
    }
    const plain =
      Object.keys(cells).length === 1 && cells[columnKinds.regular_price.header] === plainAmount(now ?? '')
    if (!plain) kept!.price = { value: now ?? '0.00', cells }
    return now
  }

  function readPublished(current: string | null): boolean | null {
    if (!has('published')) return null
    const cell = raw('published').trim()
    const flag = cell === '' ? true : readFlagCell(cell)
    if (flag === null) note('error', 'invalid_flag', 'published', 'Neither 1, 0 nor -1.', cell)
    const wanted = (flag ?? false) || options.publish_unpublished
    const active = wanted && sellable && (current !== null || !hasPrice)
    if (raw('published') !== (active ? '1' : '0')) {
      kept!.active = { value: String(active), cells: { [columnKinds.published.header]: raw('published') } }
    }
    return wanted
  }

  function readStock(): { mode: StockMode; pieces: number | null } {
    if (!has('stock') && !has('in_stock'))
      return { mode: 'keep', pieces: sellable ? options.stock_when_uncounted : 0 }
    const cell = raw('stock').trim()
    const flag = raw('in_stock').trim()
    const inStock = flag === '' ? true : readFlagCell(flag)
    if (inStock === null) note('error', 'invalid_flag', 'in_stock', 'Neither 1 nor 0.', flag)
    const result = stockOf(cell, inStock !== false)
    const backorders = raw('backorders').trim()
    const backorderable = backorders !== '' && readFlagCell(backorders) === true
    if (backorderable && sellable) {
      note(
        'warning',
        'backorders',
        'backorders',
        'Can be ordered without stock in the shop; here only what is in stock is sold.',
      )
    }
    const canonical = stockCells(result.pieces ?? 0)
    const cells: Record<string, string> = {}
    if (has('stock')) cells[columnKinds.stock.header] = raw('stock')
    if (has('in_stock')) cells[columnKinds.in_stock.header] = raw('in_stock')
    const plain = Object.entries({ ...canonical, ...cells }).every(
      ([header, value]) => canonical[header] === value,
    )
    if (!plain) kept!.stock = { value: String(result.pieces ?? 0), cells: { ...cells } }
    return result
  }

  function stockOf(cell: string, inStock: boolean): { mode: StockMode; pieces: number | null } {
    if (!sellable) return { mode: 'counted', pieces: 0 }
    if (cell.toLowerCase() === 'parent') return { mode: 'shared', pieces: 0 }
    if (cell === '') {
      return inStock
        ? { mode: 'uncounted', pieces: options.stock_when_uncounted }
        : { mode: 'counted', pieces: 0 }
    }
    const pieces = readIntegerCell(cell)
    if (pieces === null) note('error', 'invalid_stock', 'stock', 'Not a whole number.', cell)
    if (pieces !== null && pieces < 0)
      note('warning', 'negative_stock', 'stock', 'Below zero: imported as 0.', cell)
    if (pieces !== null && pieces > 0 && !inStock) {
      note('warning', 'not_in_stock', 'in_stock', 'Counted, but marked as not in stock: imported as 0.', cell)
      return { mode: 'counted', pieces: 0 }
    }
    return { mode: 'counted', pieces: Math.max(0, pieces ?? 0) }
  }

  function readImages(): { images: string[]; imageUrl: string | null } {
    const listed = splitList(raw('images'))
    const good = listed.filter((address) => {
      if (isImageAddress(address)) return true
      note(
        'warning',
        'invalid_image',
        'images',
        'Not an http address of at most 1000 characters: left out.',
        address,
      )
      return false
    })
    if (good.length > maxImages)
      note('warning', 'too_many_images', 'images', `Only the first ${maxImages} images are used.`)
    const images = good.slice(0, maxImages)
    const main = raw('main_image').trim()
    const mainIsGood = main !== '' && isImageAddress(main)
    if (main !== '' && !mainIsGood)
      note('warning', 'invalid_image', 'main_image', 'Not an http address: left out.', main)
    if (raw('images') !== joinList(images)) {
      kept!.images = { value: joinList(images), cells: { [columnKinds.images.header]: raw('images') } }
    }
    return { images, imageUrl: mainIsGood ? main : (images[0] ?? null) }
  }

  function readCategories(): { first: string[] | null; others: string[][] } {
    const paths = readCategoryPaths(raw('categories'))
    const bad = paths.find((path) => path.length > maxCategoryDepth || path.some((part) => part.length > 255))
    if (bad)
      note(
        'error',
        'invalid_category',
        'categories',
        `Deeper than ${maxCategoryDepth} levels or longer than 255 characters.`,
        bad.join(' > '),
      )
    return { first: paths[0] ?? null, others: paths.slice(1) }
  }

  function readDescriptionCell(): string | null {
    const cell = raw('description')
    const whole = readDescription(cell === '' ? raw('short_description') : cell)
    const value = cutText(whole, maxDescription)
    if (value !== whole) {
      note(
        'warning',
        'description_cut',
        'description',
        `Cut to ${maxDescription} characters; the export gives the whole text back.`,
      )
    }
    if (cell !== writeDescription(value)) {
      kept!.description = { value: digest(value), cells: { [columnKinds.description.header]: cell } }
    }
    return value === '' ? null : value
  }

  function readWeight(): string | null {
    const { weight } = layout
    const cell = weight ? (cells[weight.index] ?? '').trim() : ''
    if (!weight || cell === '') return null
    const number = readDecimalCell(cell, cell.includes(',') ? ',' : '.')
    const value = number.ok ? kilograms(number.text, weight.unit) : null
    if (value === null) {
      note('warning', 'invalid_weight', 'weight', 'Not a weight: left out.', cell)
      return null
    }
    if (weight.unit !== 'kg' || cells[weight.index] !== plainWeight(value)) {
      kept!.weight = { value, cells: { [`Weight (${weight.unit})`]: cells[weight.index] ?? '' } }
    }
    return value
  }

  function readThreshold(): number | null {
    const cell = raw('low_stock_threshold').trim()
    if (cell === '') return null
    const value = readIntegerCell(cell)
    if (value === null || value < 0) {
      note(
        'warning',
        'invalid_threshold',
        'low_stock_threshold',
        'Not a whole number from 0: left out.',
        cell,
      )
      return null
    }
    return value
  }

  function readExtra(otherCategories: string[][]): ProductExtra {
    const columns: Record<string, string> = {}
    for (const { index, header } of layout.kept) {
      const cell = cells[index] ?? ''
      if (cell !== '') columns[header] = cell
    }
    for (const column of ['short_description', 'backorders'] as const) {
      if (raw(column) !== '') columns[columnKinds[column].header] = raw(column)
    }
    return {
      ...(Object.keys(columns).length ? { columns } : {}),
      ...(Object.keys(kept!).length ? { kept } : {}),
      ...(otherCategories.length ? { categories: otherCategories } : {}),
    }
  }
}

/** At most `max` UTF-16 code units, without tearing a character apart. */
function cutText(text: string, max: number): string {
  if (text.length <= max) return text
  return text
    .slice(0, max)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
}
