/**
 * The whole server as a process of its own, for tests of several that serve together. Reads the environment as the server does, and
 * `TEST_NOW`, the instant at which its clock stands. Beside the product's routes it has those of `/probe`, by which a test reaches the hub
 * of the process. Prints its address.
 */
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { createServices } from '../../src/assemble.ts'
import { readConfig } from '../../src/config.ts'
import { features } from '../../src/features.ts'
import { fixedClock } from '../../src/kernel/clock/clock.ts'
import type { Services } from '../../src/kernel/services.ts'
import { fakeSocket } from './sockets.ts'

const config = readConfig(process.env)
const services = await createServices({
  config,
  dataDir: config.dataDir as string,
  connection: { connectionString: config.databaseUrl as string },
  clock: fixedClock(process.env.TEST_NOW as string),
})
const app = await buildApp(services, [...features, probe])
await services.jobs.start()
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))

process.once('SIGTERM', async () => {
  await app.close()
  await services.jobs.stop()
  await services.redis?.close()
  await services.db.close()
})

function probe(server: FastifyInstance, { realtime }: Services): void {
  const sockets: ReturnType<typeof fakeSocket>[] = []
  server.post<{ Body: { channel: string } }>('/probe/sockets', async ({ body }) => {
    const socket = fakeSocket()
    realtime.subscribe(body.channel, socket)
    return { number: sockets.push(socket) - 1 }
  })
  server.get<{ Params: { number: string } }>('/probe/sockets/:number', async ({ params }) => {
    const { frames, closed } = sockets[Number(params.number)]!
    return { frames, closed }
  })
  server.post<{ Body: { channel: string; frame: object } }>('/probe/frames', async ({ body }) => {
    realtime.publish(body.channel, body.frame)
    return {}
  })
}
