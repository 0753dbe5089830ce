import type { Services } from '../../kernel/services.ts'
import { analyzeImport, failAnalysis } from './analyze-import.ts'
import { applyImport, failImport } from './apply-import.ts'

export const analyzeJob = 'catalog-import.analyze'
export const applyJob = 'catalog-import.apply'
const upkeepJob = 'catalog-import.upkeep'

const attempts = 3
/** Progress is written far more often than this while a run lives. */
const staleSeconds = 90
const keptDays = 30

/** The dry run, the apply, and the upkeep that starts again what a killed process left behind. */
export function defineImportJobs(services: Services): void {
  const { jobs } = services
  jobs.define<{ importId: string }>(analyzeJob, {
    attempts,
    timeoutSeconds: 3600,
    async handler({ importId }, { attempt }) {
      try {
        await analyzeImport(services, importId)
      } catch (error) {
        if (attempt >= attempts) await failAnalysis(services, importId)
        throw error
      }
    },
  })
  jobs.define<{ importId: string }>(applyJob, {
    attempts,
    timeoutSeconds: 3600,
    async handler({ importId }, { attempt }) {
      try {
        await applyImport(services, importId)
      } catch (error) {
        if (attempt >= attempts)
          await failImport(services, importId, {
            message: 'The import could not be applied; nothing was changed.',
          })
        throw error
      }
    },
  })
  jobs.define(upkeepJob, { handler: () => upkeep(services) })
  jobs.schedule(upkeepJob, '* * * * *', 'UTC')
}

/**
 * Queues stale runs again and forgets old imports with their files; the last one that a workspace applied stays, so that
 * the first steps of a shop never undo themselves. Both kinds of run may safely be started twice.
 */
export async function upkeep(services: Services): Promise<void> {
  const { db, clock, jobs, storage } = services
  const now = clock.now().getTime()
  const stale = await db.query<{ id: string; status: string }>(
    `select id, status from imports where status in ('analyzing', 'applying') and updated_at < $1`,
    [new Date(now - staleSeconds * 1000)],
  )
  for (const { id, status } of stale) {
    const name = status === 'analyzing' ? analyzeJob : applyJob
    await db.transaction((tx) => jobs.enqueue(tx, name, { importId: id }, { singletonKey: `resume ${id}` }))
  }
  // A cancelled apply held its rows until it noticed.
  await db.query(
    `delete from import_rows where import_id in (select id from imports where status = 'cancelled' and updated_at < $1)`,
    [new Date(now - staleSeconds * 1000)],
  )
  const old = await db.query<{ id: string; file_key: string }>(
    `delete from imports i where status not in ('analyzing', 'applying') and updated_at < $1
       and (status <> 'done' or exists (
         select from imports later
         where later.workspace_id = i.workspace_id and later.status = 'done' and later.number > i.number))
     returning id, file_key`,
    [new Date(now - keptDays * 86_400_000)],
  )
  for (const { file_key } of old) await storage.delete(file_key)
}
