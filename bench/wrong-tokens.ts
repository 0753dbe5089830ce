import { randomInt } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { storeAccess } from '../server/src/features/integration-tokens/index.ts'
import { Refusal } from '../server/src/kernel/errors.ts'
import type { Services } from '../server/src/kernel/services.ts'

/**
 * What guessing the tokens of stores costs: a million wrong ones, right in form and length, through the guard of the store
 * endpoints. Fails when one of them is let in or asks the database.
 */
const requests = 1_000_000
const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

let statements = 0
const services = {
  config: { throttling: false },
  clock: { now: () => new Date() },
  db: {
    query: async () => {
      statements++
      return []
    },
  },
} as unknown as Services

if (storeAccess.kind !== 'guarded') throw new Error('The store endpoints have no guard')
const { guard } = storeAccess
const letters = (length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

let refused = 0
let guarding = 0
for (let done = 0; done < requests; done += 1000) {
  const batch = Array.from({ length: 1000 }, () => ({
    headers: { authorization: `Bearer wc_sk_live_${letters(40)}` },
    ip: '198.51.100.7',
  })) as unknown as FastifyRequest[]
  const start = performance.now()
  for (const request of batch) {
    await guard(request, services).catch((error) => {
      if (error instanceof Refusal && error.status === 401) refused++
    })
  }
  guarding += performance.now() - start
}
const rate = Math.round((requests / guarding) * 1000)
console.log(
  `wrong store tokens: ${refused} of ${requests} refused, ${statements} statements, ${rate} a second on one core`,
)
process.exit(refused === requests && statements === 0 ? 0 : 1)
