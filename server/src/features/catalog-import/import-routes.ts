import { Refusal } from '../../kernel/errors.ts'
import type { Context } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import {
  ErrorMessage,
  importJobs,
  importRoutes,
  importTag,
  moveImport,
  requireImport,
} from '../imports/index.ts'
import { defaultOptions } from './import-options.ts'
import { presentImport, presentImportSummary } from './present-import.ts'
import { productImports } from './product-imports.ts'
import { Import, ImportSummary, mappingBody } from './schemas.ts'

export const productImportRoutes = [
  ...importRoutes({
    kind: productImports,
    path: '/api/products/imports',
    file: 'a product CSV',
    upload:
      'A CSV as WooCommerce exports it, up to 200 MiB, in the field `file`. Nothing changes in the catalogue: read the import until its status is `ready`, then apply it.',
    options: defaultOptions,
    schema: Import,
    present: presentImport,
    summarySchema: ImportSummary,
    presentSummary: presentImportSummary,
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/products/imports/:id/mapping',
    summary: 'Say what columns are, change options, and analyse again',
    description:
      '`columns` maps a column index to a field (`name`, `regular_price`, `weight:kg`, `attribute_name:1` ...) or to null: then its cells are only kept. Choices replace earlier ones; options that are not sent stay.',
    tag: importTag,
    body: mappingBody,
    responses: { 200: Import, 400: ErrorMessage, 404: ErrorMessage },
    async handle(c) {
      const row = await requireImport(c as Context, productImports)
      const { columns, options } = c.changes()
      return c.services.db.transaction(async (tx) => {
        const changes = {
          ...(columns ? { mapping: columns } : {}),
          ...(options ? { options: { ...row.options, ...options } } : {}),
        }
        const moved = await moveImport(
          tx,
          row.id,
          ['analyzing', 'ready', 'invalid', 'failed'],
          'analyzing',
          c.services.clock.now(),
          changes,
        )
        if (!moved) throw new Refusal(400, 'This import can no longer be changed')
        await c.services.jobs.enqueue(tx, importJobs(productImports).analyze, { importId: row.id })
        return presentImport(moved)
      })
    },
  }),
]
