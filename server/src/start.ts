import { mkdir } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { buildApp } from './app.ts'
import { createServices } from './assemble.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { createOwnerLink, ensureAdministrator } from './features/identity/index.ts'
import { features } from './features.ts'
import { isDatabaseAway, sqlState } from './kernel/database/database.ts'
import {
  defaultDataDir,
  type Embedded,
  EmbeddedDatabaseError,
  startEmbedded,
} from './kernel/database/embedded.ts'
import { migrate } from './kernel/database/migrate.ts'
import type { Services } from './kernel/services.ts'

const stopLimitMs = 30_000

/** A start that cannot go on, for a reason that the operator can mend. */
class StartError extends Error {}

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const dataDir = config.dataDir ?? defaultDataDir()
  await makeDataDir(dataDir)
  const embedded =
    config.databaseUrl === null ? await startEmbedded({ dataDir, onExit: endWithDatabase }) : null
  let services: Services | null = null
  let working = false
  try {
    services = await createServices({
      config,
      dataDir,
      connection: embedded ? embedded.connection : { connectionString: config.databaseUrl as string },
    })
    await migrateDatabase(services)
    const app = await buildApp(services, features)
    working = true
    await services.jobs.start()
    await ensureAdministrator(services)
    releaseStartMemory()
    const address = await listen(app, config)
    // Before the announcement: whoever reads it may stop the server at once.
    stopOnSignals(app, services, embedded)
    await announce(services, address)
  } catch (error) {
    if (working) await services?.jobs.stop().catch(() => {})
    await services?.redis?.close()
    await services?.db.close().catch(() => {})
    await embedded?.stop()
    throw error
  }
}

async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}). Set DATA_DIR to a folder that this user may write.`,
    )
  }
}

async function migrateDatabase(services: Services): Promise<void> {
  try {
    await migrate(services.db.pool, (message) => services.log.debug(message))
    const [row] = await services.db.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    )
    if (row && row.version < 150000) {
      throw new StartError(
        `This PostgreSQL is version ${Math.floor(row.version / 10000)}, which is too old. Point DATABASE_URL at version 15 or newer.`,
      )
    }
  } catch (error) {
    if (error instanceof StartError) throw error
    const state = sqlState(error) ?? ''
    const network = ['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(
      (error as NodeJS.ErrnoException).code ?? '',
    )
    if (isDatabaseAway(error) || network || /^(28|3D)/.test(state)) {
      throw new StartError(
        `The database at DATABASE_URL did not let us in (${(error as Error).message || (error as NodeJS.ErrnoException).code}). Check its address, name, user and password, or unset DATABASE_URL to use the embedded database.`,
      )
    }
    throw new StartError(
      `A database migration failed (${(error as Error).message}). Nothing of it was kept: restore the previous version of Tradepost or mend the cause, then start again.`,
    )
  }
}

async function listen(app: Awaited<ReturnType<typeof buildApp>>, config: Config): Promise<string> {
  try {
    // As many as the system lets wait: platforms tell of what happened by the thousand at once.
    const bound = await app.listen({ host: config.host, port: config.port, backlog: 4096 })
    return config.host === '0.0.0.0' || config.host === '::'
      ? `http://localhost:${new URL(bound).port}`
      : bound
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${config.port} is taken by another program. Stop that program or set PORT to a free port.`,
      )
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new StartError(
        `The address ${config.host}:${config.port} cannot be used (${code}). Set HOST and PORT to an address of this machine.`,
      )
    }
    throw error
  }
}

/**
 * Gives back what only the start needed, about 30 MiB: an idle V8 would keep it. Asked of V8 this way instead of by a flag,
 * because a smaller young generation costs throughput for good.
 */
function releaseStartMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

async function announce(services: Services, address: string): Promise<void> {
  const ownerToken = await createOwnerLink(services)
  const lines = ['', `  Tradepost is ready:  ${address}`, `  API description:     ${address}/docs`]
  if (ownerToken) {
    const body = JSON.stringify({
      token: ownerToken,
      email: 'owner@example.com',
      password: services.random.bytes(15).toString('base64url'),
    })
    lines.push(
      '',
      '  Nobody owns this shop yet. Open this link once to become its owner:',
      `  ${address}/welcome?token=${ownerToken}`,
      '',
      '  Or from a terminal (the answer holds your access token; change the address and password first if you like):',
      `  curl -s -X POST ${address}/api/v1/auth/owner/ -H 'Content-Type: application/json' -d '${body}'`,
    )
  } else {
    lines.push(`  Try it:              curl -s ${address}/api/health`)
  }
  console.log(`${lines.join('\n')}\n`)
}

function endWithDatabase(reason: string): void {
  console.error(
    `The embedded database ended (${reason}). Look into postgres.log in the data folder, then start again.`,
  )
  process.exit(1)
}

/** New requests are refused, running ones and jobs finish, then the database stops; 30 s at most. */
function stopOnSignals(
  app: Awaited<ReturnType<typeof buildApp>>,
  services: Services,
  embedded: Embedded | null,
): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), stopLimitMs).unref()
    await app.close()
    await services.jobs.stop()
    await services.redis?.close()
    await services.db.close()
    await embedded?.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
}

try {
  await main()
} catch (error) {
  const known =
    error instanceof StartError || error instanceof ConfigError || error instanceof EmbeddedDatabaseError
  console.error(known ? (error as Error).message : error)
  process.exit(1)
}
