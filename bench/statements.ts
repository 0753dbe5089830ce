import type autocannon from 'autocannon'
import { buildApp } from '../server/src/app.ts'
import { createServices } from '../server/src/assemble.ts'
import { readConfig } from '../server/src/config.ts'
import { features } from '../server/src/features.ts'

/** SQL statements that each request costs once its session is known, BEGIN and COMMIT included. */
export async function countStatements(
  databaseUrl: string,
  token: string,
  environment: Record<string, string>,
  requests: autocannon.Request[],
): Promise<number[]> {
  const config = readConfig({ ...environment, DATABASE_URL: databaseUrl, WORKER: 'off' })
  const services = await createServices({
    config,
    dataDir: environment.DATA_DIR as string,
    connection: { connectionString: databaseUrl },
  })
  const app = await buildApp(services, features)
  await app.inject({ method: 'GET', url: '/api/products', headers: { authorization: `Bearer ${token}` } })
  const counts: number[] = []
  for (const request of requests) {
    // Of three calls the cheapest: work in the background, such as noting a session's last use, may fall into the others.
    counts.push(Math.min(await countOne(request), await countOne(request), await countOne(request)))
  }
  await app.close()
  await services.jobs.stop()
  await services.db.close()
  return counts

  async function countOne(request: autocannon.Request): Promise<number> {
    let count = 0
    const stop = services.db.observe(() => count++)
    const response = await app.inject({
      method: request.method as 'GET',
      url: request.path as string,
      headers: request.headers as Record<string, string>,
      ...(request.body ? { payload: request.body as string } : {}),
    })
    stop()
    if (response.statusCode >= 300)
      throw new Error(`${request.method} ${request.path}: ${response.statusCode}`)
    return count
  }
}
