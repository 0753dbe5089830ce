import type { FastifyInstance } from 'fastify'
import { checkDatabase, checkWorker, type HealthDependencies, runCheck } from './checks.ts'
import { createMetrics } from './metrics.ts'

/** Health (payments contract 6, sales contract 8) and `/metrics`: public, never cached, throttled or logged. */
export async function registerHealth(app: FastifyInstance, deps: HealthDependencies): Promise<void> {
  const metrics = createMetrics(app, deps)
  const quiet = { logLevel: 'silent' as const, config: { rateLimit: false as const }, schema: { hide: true } }
  const noStore = { 'cache-control': 'no-store' }

  app.get('/health', quiet, (_request, reply) => reply.headers(noStore).send({ status: 'ok' }))

  app.get('/health/detailed', quiet, async (_request, reply) => {
    const [database, cache, celery] = await Promise.all([
      checkDatabase(deps.db),
      runCheck(() => deps.cache.ping()),
      checkWorker(deps),
    ])
    const well = database === 'ok' && cache === 'ok'
    const status = well ? 'ok' : 'degraded'
    return reply
      .code(well ? 200 : 503)
      .headers(noStore)
      .send({ status, checks: { database, cache, celery } })
  })

  app.get('/api/health', quiet, async (_request, reply) => {
    const well = (await checkDatabase(deps.db)) === 'ok'
    return reply.headers(noStore).send({
      status: well ? 'ok' : 'degraded',
      message: well ? 'Server is running' : 'Database connection unavailable',
      timestamp: deps.clock.now().toISOString(),
      database: well ? 'connected' : 'error',
    })
  })

  app.get('/metrics', quiet, async (_request, reply) =>
    reply
      .headers(noStore)
      .type(metrics.contentType)
      .send(await metrics.metrics()),
  )
}
