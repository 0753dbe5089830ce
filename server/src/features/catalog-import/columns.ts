import type { ColumnChoices, FileColumn } from '../imports/index.ts'
import {
  type ColumnName,
  canonicalHeader,
  fieldName,
  isKeptColumn,
  parseFieldName,
  type RecognizedColumn,
  recognizeHeader,
} from './vocabulary.ts'

/** Matches headers to fields; a choice of the user wins, and of two columns for one field the first. */
export function mapColumns(headers: readonly string[], choices: ColumnChoices): FileColumn[] {
  const taken = new Set<string>(Object.values(choices).filter((field) => field !== null))
  return headers.map((raw, index) => {
    const header = raw.trim()
    const choice = choices[String(index)]
    if (choice !== undefined) return { index, header, field: choice }
    const recognized = recognizeHeader(header)
    const field = recognized && isWholeField(recognized) ? fieldName(recognized) : null
    if (field === null || taken.has(field)) return { index, header, field: null }
    taken.add(field)
    return { index, header, field }
  })
}

/** A numbered column needs its number. */
function isWholeField(column: RecognizedColumn): boolean {
  return column.number > 0 || !/^(attribute|download)_(?!limit|expiry)/.test(column.name)
}

/** Where each field stands in a row, and under which header the remaining cells are kept. */
export interface Layout {
  width: number
  indexOf: Partial<Record<ColumnName, number>>
  headerOf: Partial<Record<ColumnName, string>>
  weight: { index: number; unit: string; header: string } | null
  attributes: { name: number; value: number | undefined }[]
  kept: { index: number; header: string }[]
}

export function layoutOf(columns: readonly FileColumn[]): Layout {
  const layout: Layout = {
    width: columns.length,
    indexOf: {},
    headerOf: {},
    weight: null,
    attributes: [],
    kept: [],
  }
  const attributeNames = new Map<number, number>()
  const attributeValues = new Map<number, number>()
  const keptHeaders = new Set<string>()
  const keep = (index: number, header: string) => {
    const base = header || `Column ${index + 1}`
    let unique = base
    for (let copy = 2; keptHeaders.has(unique); copy++) unique = `${base} (${copy})`
    keptHeaders.add(unique)
    layout.kept.push({ index, header: unique })
  }
  const weights = columns.filter((column) => column.field?.split(':')[0] === 'weight')
  const weight = weights.find((column) => column.field === 'weight:kg') ?? weights[0]
  for (const column of columns) {
    const recognized = column.field === null ? null : parseFieldName(column.field)
    if (!recognized || (recognized.name === 'weight' && column !== weight)) {
      keep(column.index, recognized ? canonicalHeader(recognized) : column.header)
    } else if (recognized.name === 'weight') {
      layout.weight = { index: column.index, unit: recognized.unit ?? 'kg', header: column.header }
    } else if (recognized.name === 'attribute_name' || recognized.name === 'attribute_value') {
      const target = recognized.name === 'attribute_name' ? attributeNames : attributeValues
      target.set(recognized.number, column.index)
      keep(column.index, canonicalHeader(recognized))
    } else if (isKeptColumn(recognized.name)) {
      keep(column.index, canonicalHeader(recognized))
    } else {
      layout.indexOf[recognized.name] = column.index
      layout.headerOf[recognized.name] = column.header
    }
  }
  layout.attributes = [...attributeNames]
    .sort(([a], [b]) => a - b)
    .map(([number, name]) => ({ name, value: attributeValues.get(number) }))
  return layout
}

/**
 * Whether the file can only change products that are here already: it names them, but lacks what a new one needs.
 */
export function updatesOnly(layout: Layout): boolean {
  const { sku, id } = layout.indexOf
  return missingColumns(layout).length > 0 && (sku !== undefined || id !== undefined)
}

/** The fields without which no product can be made. */
export function missingColumns(layout: Layout): string[] {
  const missing: string[] = []
  if (layout.indexOf.name === undefined) missing.push('name')
  if (layout.indexOf.regular_price === undefined && layout.indexOf.sale_price === undefined)
    missing.push('regular_price')
  return missing
}
