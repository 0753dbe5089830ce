import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type RedisPair, redisUses } from '../../kernel/redis/redis.ts'
import type { HealthDependencies } from './checks.ts'

/** Measures every request of the app by its route pattern, so that ids in paths make no new series. */
export function createMetrics(app: FastifyInstance, { db, jobs, redis }: HealthDependencies): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  new Gauge({
    name: 'database_pool_connections',
    help: 'Connections of the database pool by state',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'total' }, db.pool.totalCount)
      this.set({ state: 'idle' }, db.pool.idleCount)
      this.set({ state: 'waiting' }, db.pool.waitingCount)
    },
  })
  new Gauge({
    name: 'jobs',
    help: 'Background jobs by name and state, counted about once a minute',
    labelNames: ['job', 'state'],
    registers: [registry],
    async collect() {
      // While the database is away the figures of this process must still be told.
      for (const { name, ...states } of await jobs.counts().catch(() => [])) {
        for (const [state, count] of Object.entries(states)) this.set({ job: name, state }, count)
      }
    },
  })
  if (redis) measureRedis(registry, redis)
  return registry
}

function measureRedis(registry: Registry, redis: RedisPair): void {
  new Gauge({
    name: 'redis_connected',
    help: 'Whether both connections to Redis are ready: 1, else 0',
    registers: [registry],
    collect() {
      this.set(redis.ready() ? 1 : 0)
    },
  })
  new Counter({
    name: 'redis_failures_total',
    help: 'Calls that went on without Redis by what it was needed for; a counter lets its limit pass',
    labelNames: ['use'],
    registers: [registry],
    collect() {
      this.reset()
      for (const use of redisUses) this.inc({ use }, redis.failures(use))
    },
  })
}
