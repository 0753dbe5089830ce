import type { Services } from '../../kernel/services.ts'
import { forgetOldTurns } from './conversations.ts'
import { embedJob, enqueueEmbedding } from './embed-job.ts'
import { indexKnowledge, outdatedWorkspaces } from './index-knowledge.ts'
import { embedMissing, forgetOldVectors } from './vectors.ts'

const indexJob = 'assistant_index'
const forgetJob = 'assistant_forget'

/** Milliseconds for one workspace in a row, so that a large import does not keep the others waiting. */
const turnTime = 10_000

/** Indexing in the background, once a minute: many changes of a product in that time are one. Vectors follow by jobs of their own. */
export function defineJobs(services: Services): void {
  const { db, jobs, clock, config } = services
  jobs.define(indexJob, {
    handler: async (_payload, { signal }) => {
      for (let ids = await outdatedWorkspaces(db); ids.length > 0; ids = await outdatedWorkspaces(db)) {
        for (const id of ids) {
          if (signal.aborted) return
          await indexKnowledge(db, id, performance.now() + turnTime)
          await enqueueEmbedding(services, id)
        }
      }
    },
  })
  jobs.schedule(indexJob, '* * * * *', config.timeZone)
  jobs.define<{ workspaceId: number }>(embedJob, {
    handler: ({ workspaceId }, { signal }) =>
      embedMissing(db, config.ai, workspaceId, () => clock.now(), signal),
  })
  jobs.define(forgetJob, {
    handler: async () => {
      await forgetOldTurns(db, clock.now())
      await forgetOldVectors(db, clock.now())
    },
  })
  jobs.schedule(forgetJob, '40 3 * * *', config.timeZone)
}
