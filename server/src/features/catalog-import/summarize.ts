import type { Finding } from '../imports/index.ts'
import type { ImportOptions } from './import-options.ts'
import type { Resolution } from './resolve-rows.ts'

/** What happens to whole groups of products, said once per group. */
export function summarize(resolution: Resolution, options: ImportOptions): Finding[] {
  const { byType } = resolution
  const about = (
    times: number | undefined,
    severity: Finding['severity'],
    column: string | null,
    code: string,
    message: string,
  ) => (times ? [{ line: null, column, severity, code, message, value: String(times) }] : [])
  return [
    ...about(
      byType.variable,
      'info',
      'Type',
      'parents_not_sellable',
      'Products with variations are kept as inactive parents; their variations are sold, each with its own price and stock.',
    ),
    ...about(
      byType.grouped,
      'info',
      'Type',
      'grouped_not_sellable',
      'Grouped products are kept as inactive: their members are sold one by one.',
    ),
    ...about(
      byType.external,
      'info',
      'Type',
      'external_not_sellable',
      'External products are kept as inactive: they are sold on another site.',
    ),
    ...about(
      resolution.unpublished,
      'info',
      'Published',
      'unpublished',
      'Unpublished and private products are imported as inactive.',
    ),
    ...about(
      resolution.uncounted,
      'warning',
      'Stock',
      'stock_uncounted',
      `In stock, but the shop does not count them: each new one gets ${options.stock_when_uncounted} pieces, one that is here already keeps its stock unless that is 0.`,
    ),
    ...about(
      resolution.shared,
      'warning',
      'Stock',
      'stock_shared',
      'Variations that share the stock of their parent: it is divided among them, so that nothing is sold twice.',
    ),
  ]
}
