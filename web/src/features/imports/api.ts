import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { ImportKind } from './kinds.ts'

export const importStatuses = [
  'analyzing',
  'ready',
  'invalid',
  'applying',
  'done',
  'failed',
  'cancelled',
] as const
export type ImportStatus = (typeof importStatuses)[number]

export const severities = ['error', 'warning', 'info'] as const
export type Severity = (typeof severities)[number]

export type ImportColumn = { index: number; header: string; field: string | null }

export type Finding = {
  line: number | null
  column: string | null
  severity: Severity
  code: string
  message: string
  value?: string | null
}

/** A row of the file as it would be stored. */
export type PreviewRow = {
  line: number
  action: 'create' | 'update' | 'skip'
  name: string | null
  sku: string | null
  price: number | null
  stock: number | null
  /** Each from the top of the tree down. */
  categories: string[][]
}

export const decimalSeparators = ['auto', '.', ','] as const
export type DecimalSeparator = (typeof decimalSeparators)[number]

export type ImportOptions = {
  publish_unpublished: boolean
  /** Pieces for a product that is in stock but whose shop does not count it. */
  stock_when_uncounted: number
  decimal_separator: DecimalSeparator
}

/** An import as the list shows it. */
export type ImportSummary = {
  id: string
  status: ImportStatus
  file_name: string
  size: number
  rows_total: number | null
  rows_done: number
  creates: number
  updates: number
  skips: number
  errors_count: number
  warnings_count: number
  created_at: string
}

/** What the dry run of any file found; `findings` are the first 500. */
type Checked = ImportSummary & {
  columns: ImportColumn[]
  missing_columns: string[]
  findings: Finding[]
}

export type ProductImport = Checked & {
  variations: number
  categories_new: number
  options: ImportOptions
  preview: PreviewRow[]
}

/** An order of the file as it would be stored. */
export type OrderPreviewRow = {
  line: number
  /** `keep`: an order of this number is here already. */
  action: 'create' | 'keep' | 'skip'
  order_number: string | null
  created_at: string | null
  status: string | null
  customer: string | null
  quantity: number | null
  final_amount: number | null
}

export type OrderImport = Checked & {
  unchanged: number
  customers_new: number
  products_unknown: number
  preview: OrderPreviewRow[]
}

export type ImportRun = ({ kind: 'products' } & ProductImport) | ({ kind: 'orders' } & OrderImport)

/** The fields that a column of the file can fill. */
export const importFields = [
  'name',
  'sku',
  'barcode',
  'regular_price',
  'sale_price',
  'sale_from',
  'sale_to',
  'cost_price',
  'stock',
  'in_stock',
  'low_stock_threshold',
  'backorders',
  'description',
  'short_description',
  'categories',
  'images',
  'main_image',
  'weight:kg',
  'weight:g',
  'weight:lbs',
  'weight:oz',
  'supplier',
  'type',
  'parent',
  'published',
  'id',
  'attribute_name:1',
  'attribute_value:1',
  'attribute_name:2',
  'attribute_value:2',
] as const

const paths: Record<ImportKind, string> = { products: '/api/products/imports', orders: '/api/orders/imports' }

/** True while the server works on it and the page should look again. */
export function isBusy(status: ImportStatus): boolean {
  return status === 'analyzing' || status === 'applying'
}

export function importsQuery(api: Api, kind: ImportKind) {
  return queryOptions({
    queryKey: ['imports', kind],
    queryFn: ({ signal }) => api.request<ImportSummary[]>('GET', paths[kind], { signal }),
    refetchInterval: (query) => (query.state.data?.some((one) => isBusy(one.status)) ? 2000 : false),
  })
}

export function importQuery(api: Api, kind: ImportKind, id: string) {
  return queryOptions({
    queryKey: ['imports', kind, id],
    queryFn: async ({ signal }) => {
      const run = await api.request<object>('GET', `${paths[kind]}/${id}`, { signal })
      return { kind, ...run } as ImportRun
    },
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data.status) ? 700 : false),
  })
}

export function startImport(api: Api, kind: ImportKind, file: File) {
  const form = new FormData()
  form.append('file', file)
  return api.request<ImportSummary>('POST', paths[kind], { form })
}

/** Keys of `columns` are column indexes, and all of them go along: choices replace earlier ones. Null leaves one out. */
export function mapColumns(
  api: Api,
  id: string,
  body: { columns: Record<string, string | null>; options: ImportOptions },
) {
  return api.request<ProductImport>('PUT', `${paths.products}/${id}/mapping`, { body })
}

export function applyImport(api: Api, kind: ImportKind, id: string, skipInvalidRows: boolean) {
  return api.request<ImportSummary>('POST', `${paths[kind]}/${id}/apply`, {
    body: { skip_invalid_rows: skipInvalidRows },
  })
}

export function discardImport(api: Api, kind: ImportKind, id: string) {
  return api.request('DELETE', `${paths[kind]}/${id}`)
}
