import type { Services } from '../../kernel/services.ts'

export const embedJob = 'assistant_embed'

/** Lets the workspace's texts be embedded in the background, when vectors are configured; once, however often it is called until then. */
export async function enqueueEmbedding(
  { db, jobs, config }: Pick<Services, 'db' | 'jobs' | 'config'>,
  workspaceId: number,
): Promise<void> {
  if (config.ai.baseUrl === null || config.ai.embeddingModel === null) return
  await jobs.enqueue(db, embedJob, { workspaceId }, { singletonKey: String(workspaceId) })
}
