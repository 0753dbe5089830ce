import type { FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { checkDatabase, checkWorker, type HealthDependencies, runCheck } from './checks.ts'
import { createMetrics } from './metrics.ts'
import { aliveSchema, checksSchema, metricsSchema, salesHealthSchema } from './schemas.ts'

/** Health (payments contract 6, sales contract 8) and `/metrics`: public, never cached, throttled or logged. */
export async function registerHealth(app: FastifyInstance, deps: HealthDependencies): Promise<void> {
  const metrics = createMetrics(app, deps)
  const noStore = { 'cache-control': 'no-store' }
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })

  app.get(
    '/health',
    quiet('Is the process alive', 'Touches no dependency.', { 200: aliveSchema }),
    (_request, reply) => reply.headers(noStore).send({ status: 'ok' }),
  )

  app.get(
    '/health/detailed',
    quiet(
      'Can the server take requests',
      'Readiness: 503 while the database or the cache fails, and from the moment the server stops. A silent job worker is a warning.',
      { 200: checksSchema, 503: checksSchema },
    ),
    async (_request, reply) => {
      const [database, cache, celery] = await Promise.all([
        checkDatabase(deps.db),
        runCheck(() => deps.cache.ping()),
        checkWorker(deps),
      ])
      const ready = database === 'ok' && cache === 'ok' && !stopping
      return reply
        .code(ready ? 200 : 503)
        .headers(noStore)
        .send({ status: ready ? 'ok' : 'degraded', checks: { database, cache, celery } })
    },
  )

  app.get(
    '/api/health',
    quiet('Health in the words of the sales API', 'Always 200; read `status`.', { 200: salesHealthSchema }),
    async (_request, reply) => {
      const well = (await checkDatabase(deps.db)) === 'ok'
      return reply.headers(noStore).send({
        status: well ? 'ok' : 'degraded',
        message: well ? 'Server is running' : 'Database connection unavailable',
        timestamp: deps.clock.now().toISOString(),
        database: well ? 'connected' : 'error',
      })
    },
  )

  app.get(
    '/metrics',
    quiet('Metrics for Prometheus', 'Requests are counted by route pattern, never by path.', {
      200: { content: { 'text/plain': { schema: metricsSchema } } },
    }),
    async (_request, reply) =>
      reply
        .headers(noStore)
        .type(metrics.contentType)
        .send(await metrics.metrics()),
  )
}

/** Options of a route that monitors call all day: described, not logged. */
function quiet(summary: string, description: string, response: Record<number, TSchema | object>) {
  const schema = { tags: ['Health'], summary, description, security: [], response }
  return { logLevel: 'silent' as const, schema }
}
