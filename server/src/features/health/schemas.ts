import { Type } from 'typebox'

export const aliveSchema = Type.Object({ status: Type.Literal('ok') })

const check = Type.Unsafe<'ok' | 'error'>({ type: 'string', enum: ['ok', 'error'] })
const overall = Type.Unsafe<'ok' | 'degraded'>({ type: 'string', enum: ['ok', 'degraded'] })

export const checksSchema = Type.Object({
  status: overall,
  checks: Type.Object({
    database: check,
    cache: check,
    celery: Type.String({ description: 'The job worker: `ok` or `warning: no workers responding`' }),
  }),
})

export const salesHealthSchema = Type.Object({
  status: overall,
  message: Type.String(),
  timestamp: Type.String({ format: 'date-time' }),
  database: Type.Unsafe<'connected' | 'error'>({ type: 'string', enum: ['connected', 'error'] }),
})

export const metricsSchema = Type.String({ description: 'Prometheus text format' })
