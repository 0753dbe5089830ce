import { Type } from 'typebox'
import { notFound, Refusal } from '../../kernel/errors.ts'
import type { Context } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { defaultOptions } from './import-options.ts'
import { findImport, type ImportRow, insertImport, listImports, moveImport } from './imports.ts'
import { analyzeJob, applyJob } from './jobs.ts'
import { presentImport, presentSummary } from './present-import.ts'
import { applyBody, ErrorMessage, Import, ImportSummary, mappingBody } from './schemas.ts'
import { clearRows } from './staging.ts'
import { maxFileBytes, receiveFile } from './upload-file.ts'

const tag = 'Import and export'
const listed = 50

export const importRoutes = [
  salesRoute({
    method: 'POST',
    path: '/api/products/imports',
    summary: 'Upload a product CSV and start its dry run',
    description:
      'A CSV as WooCommerce exports it, up to 200 MiB, in the field `file`. Nothing changes in the catalogue: read the import until its status is `ready`, then apply it.',
    tag,
    multipart: true,
    bodyLimit: maxFileBytes + 1024 * 1024,
    status: 202,
    responses: { 202: Import, 400: ErrorMessage, 413: ErrorMessage },
    async handle(c) {
      const { services, caller } = c
      const file = await receiveFile(c as Context)
      const now = services.clock.now()
      return services.db.transaction(async (tx) => {
        const values = {
          id: file.id,
          workspaceId: caller.workspaceId,
          userId: caller.userId,
          fileName: file.name,
          fileKey: file.key,
          size: file.size,
          options: defaultOptions,
        }
        const row = await insertImport(tx, values, now)
        await services.jobs.enqueue(tx, analyzeJob, { importId: row.id })
        return presentImport(row)
      })
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/products/imports',
    summary: 'List recent imports, newest first',
    tag,
    responses: { 200: Type.Array(ImportSummary) },
    handle: async (c) => (await listImports(c.db, c.caller.workspaceId, listed)).map(presentSummary),
  }),
  salesRoute({
    method: 'GET',
    path: '/api/products/imports/:id',
    summary: 'Show an import: its progress, findings and preview',
    tag,
    responses: { 200: Import, 404: ErrorMessage },
    handle: async (c) => presentImport(await requireImport(c as Context)),
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/products/imports/:id/mapping',
    summary: 'Say what columns are, change options, and analyse again',
    description:
      '`columns` maps a column index to a field (`name`, `regular_price`, `weight:kg`, `attribute_name:1` ...) or to null: then its cells are only kept. Choices replace earlier ones; options that are not sent stay.',
    tag,
    body: mappingBody,
    responses: { 200: Import, 400: ErrorMessage, 404: ErrorMessage },
    async handle(c) {
      const row = await requireImport(c as Context)
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
        await c.services.jobs.enqueue(tx, analyzeJob, { importId: row.id })
        return presentImport(moved)
      })
    },
  }),
  salesRoute({
    method: 'POST',
    path: '/api/products/imports/:id/apply',
    summary: 'Apply an analysed import: all rows or none',
    description: 'Rows with errors stop it, unless `skip_invalid_rows` leaves them out.',
    tag,
    body: applyBody,
    status: 202,
    responses: { 202: Import, 400: ErrorMessage, 404: ErrorMessage },
    async handle(c) {
      const row = await requireImport(c as Context)
      const { skip_invalid_rows: skipInvalidRows } = c.input()
      if (row.status === 'ready' && !skipInvalidRows && (row.counts.skips ?? 0) > 0) {
        throw new Refusal(400, 'Some rows have errors: correct the file, or apply without them')
      }
      const { caller, services } = c
      const order = {
        actor: { kind: caller.kind, id: caller.tokenId ?? caller.userId },
        userId: caller.userId,
        ip: c.ip,
        requestId: c.requestId,
        skipInvalidRows,
      }
      return services.db.transaction(async (tx) => {
        const moved = await moveImport(tx, row.id, ['ready'], 'applying', services.clock.now(), {
          apply_order: order,
        })
        if (!moved) throw new Refusal(400, 'This import is not ready to be applied')
        await services.jobs.enqueue(tx, applyJob, { importId: row.id })
        return presentImport(moved)
      })
    },
  }),
  salesRoute({
    method: 'DELETE',
    path: '/api/products/imports/:id',
    summary: 'Cancel an import',
    description: 'While it is being applied too: then nothing of it remains.',
    tag,
    responses: { 200: Import, 400: ErrorMessage, 404: ErrorMessage },
    async handle(c) {
      const row = await requireImport(c as Context)
      const { services } = c
      const moved = await moveImport(
        services.db,
        row.id,
        ['analyzing', 'ready', 'invalid', 'failed', 'applying', 'cancelled'],
        'cancelled',
        services.clock.now(),
      )
      if (!moved) throw new Refusal(400, 'This import is already done')
      // A running apply holds its rows until it notices and rolls back; then the upkeep clears them.
      if (row.status !== 'applying') await clearRows(services.db, row.id, null)
      await services.storage.delete(row.file_key)
      return presentImport(moved)
    },
  }),
]

async function requireImport(c: Context): Promise<ImportRow> {
  const row = await findImport(c.db, c.caller.workspaceId, c.param('id'))
  if (!row) throw notFound('Import not found')
  return row
}
