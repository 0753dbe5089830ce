import { type TSchema, Type } from 'typebox'
import { notFound, Refusal } from '../../kernel/errors.ts'
import type { Context, RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { findImport, type ImportRow, insertImport, listImports, moveImport } from './imports.ts'
import { importJobs } from './jobs.ts'
import { applyBody, ErrorMessage } from './schemas.ts'
import { clearRows } from './staging.ts'
import { maxFileBytes, receiveFile } from './upload-file.ts'

export const importTag = 'Import and export'
const listed = 50

/** How one kind of import appears on the wire. */
export interface ImportPaths {
  kind: { name: string; jobs: string; staging: { name: string } }
  /** `/api/<noun>/imports`. */
  path: string
  /** What the file holds, for the API document: `a product CSV`. */
  file: string
  upload: string
  options: object
  schema: TSchema
  present(row: ImportRow): unknown
  summarySchema: TSchema
  presentSummary(row: ImportRow): unknown
}

/** Upload, list, show, apply and cancel. */
export function importRoutes(paths: ImportPaths): RouteSpec[] {
  const { kind, path, schema, present } = paths
  const jobs = importJobs(kind)
  return [
    salesRoute({
      method: 'POST',
      path,
      summary: `Upload ${paths.file} and start its dry run`,
      description: paths.upload,
      tag: importTag,
      multipart: true,
      bodyLimit: maxFileBytes + 1024 * 1024,
      status: 202,
      responses: { 202: schema, 400: ErrorMessage, 413: ErrorMessage },
      async handle(c) {
        const { services, caller } = c
        const file = await receiveFile(c as Context)
        return services.db.transaction(async (tx) => {
          const values = {
            id: file.id,
            kind: kind.name,
            workspaceId: caller.workspaceId,
            userId: caller.userId,
            fileName: file.name,
            fileKey: file.key,
            size: file.size,
            options: paths.options,
          }
          const row = await insertImport(tx, values, services.clock.now())
          await services.jobs.enqueue(tx, jobs.analyze, { importId: row.id })
          return present(row)
        })
      },
    }),
    salesRoute({
      method: 'GET',
      path,
      summary: 'List recent imports, newest first',
      tag: importTag,
      responses: { 200: Type.Array(paths.summarySchema) },
      handle: async (c) =>
        (await listImports(c.db, kind.name, c.caller.workspaceId, listed)).map(paths.presentSummary),
    }),
    salesRoute({
      method: 'GET',
      path: `${path}/:id`,
      summary: 'Show an import: its progress, findings and preview',
      tag: importTag,
      responses: { 200: schema, 404: ErrorMessage },
      handle: async (c) => present(await requireImport(c as Context, kind)),
    }),
    salesRoute({
      method: 'POST',
      path: `${path}/:id/apply`,
      summary: 'Apply an analysed import: all rows or none',
      description: 'Rows with errors stop it, unless `skip_invalid_rows` leaves them out.',
      tag: importTag,
      body: applyBody,
      status: 202,
      responses: { 202: schema, 400: ErrorMessage, 404: ErrorMessage },
      async handle(c) {
        const row = await requireImport(c as Context, kind)
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
          await services.jobs.enqueue(tx, jobs.apply, { importId: row.id })
          return present(moved)
        })
      },
    }),
    salesRoute({
      method: 'DELETE',
      path: `${path}/:id`,
      summary: 'Cancel an import',
      description: 'While it is being applied too: then nothing of it remains.',
      tag: importTag,
      responses: { 200: schema, 400: ErrorMessage, 404: ErrorMessage },
      async handle(c) {
        const row = await requireImport(c as Context, kind)
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
        if (row.status !== 'applying') await clearRows(services.db, kind.staging, row.id, null)
        await services.storage.delete(row.file_key)
        return present(moved)
      },
    }),
  ]
}

/** The import that the path names. Throws 404 also for one of another workspace or kind. */
export async function requireImport(c: Context, kind: { name: string }): Promise<ImportRow> {
  const row = await findImport(c.db, kind.name, c.caller.workspaceId, c.param('id'))
  if (!row) throw notFound('Import not found')
  return row
}
