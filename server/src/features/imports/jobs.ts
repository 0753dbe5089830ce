import type { Services } from '../../kernel/services.ts'
import { analyzeImport } from './analyze.ts'
import { applyImport } from './apply.ts'
import { failImport } from './imports.ts'
import type { ImportKind } from './kind.ts'

const attempts = 3
/** Progress is written far more often than this while a run lives. */
const staleSeconds = 90
const keptDays = 30

/** The names under which one kind's work is queued. */
export function importJobs({ jobs }: { jobs: string }) {
  return { analyze: `${jobs}.analyze`, apply: `${jobs}.apply`, upkeep: `${jobs}.upkeep` }
}

/** The dry run, the apply, and the upkeep that starts again what a killed process left behind. */
export function defineImportJobs<Row>(services: Services, kind: ImportKind<Row>): void {
  const { jobs, db, clock } = services
  const names = importJobs(kind)
  jobs.define<{ importId: string }>(names.analyze, {
    attempts,
    timeoutSeconds: 3600,
    async handler({ importId }, { attempt }) {
      try {
        await analyzeImport(services, kind, importId)
      } catch (error) {
        const report = { message: 'The file could not be analysed. Try again.' }
        if (attempt >= attempts) await failImport(db, importId, 'analyzing', report, clock.now())
        throw error
      }
    },
  })
  jobs.define<{ importId: string }>(names.apply, {
    attempts,
    timeoutSeconds: 3600,
    async handler({ importId }, { attempt }) {
      try {
        await applyImport(services, kind, importId)
      } catch (error) {
        const report = { message: 'The import could not be applied; nothing was changed.' }
        if (attempt >= attempts) await failImport(db, importId, 'applying', report, clock.now())
        throw error
      }
    },
  })
  jobs.define(names.upkeep, { handler: () => upkeep(services, kind) })
  jobs.schedule(names.upkeep, '* * * * *', 'UTC')
}

/**
 * Queues stale runs again and forgets old imports with their files; the last one that a workspace applied stays, so that
 * the first steps of a shop never undo themselves. Both kinds of run may safely be started twice.
 */
async function upkeep<Row>(services: Services, kind: ImportKind<Row>): Promise<void> {
  const { db, clock, jobs, storage } = services
  const names = importJobs(kind)
  const now = clock.now().getTime()
  const stale = await db.query<{ id: string; status: string }>(
    `select id, status from imports where kind = $2 and status in ('analyzing', 'applying') and updated_at < $1`,
    [new Date(now - staleSeconds * 1000), kind.name],
  )
  for (const { id, status } of stale) {
    const name = status === 'analyzing' ? names.analyze : names.apply
    await db.transaction((tx) => jobs.enqueue(tx, name, { importId: id }, { singletonKey: `resume ${id}` }))
  }
  // A cancelled apply held its rows until it noticed.
  await db.query(
    `delete from ${kind.staging.name} where import_id in (
       select id from imports where kind = $2 and status = 'cancelled' and updated_at < $1)`,
    [new Date(now - staleSeconds * 1000), kind.name],
  )
  const old = await db.query<{ id: string; file_key: string }>(
    `delete from imports i where kind = $2 and status not in ('analyzing', 'applying') and updated_at < $1
       and (status <> 'done' or exists (
         select from imports later
         where later.workspace_id = i.workspace_id and later.kind = $2 and later.status = 'done' and later.number > i.number))
     returning id, file_key`,
    [new Date(now - keptDays * 86_400_000), kind.name],
  )
  for (const { file_key } of old) await storage.delete(file_key)
}
