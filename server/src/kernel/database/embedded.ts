import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Account, accountOf, canReach, databaseAccount } from './embedded-account.ts'
import { type Binaries, prepareBinaries } from './embedded-binaries.ts'
import { clusterDir, databaseName, ensureCluster, readPassword } from './embedded-cluster.ts'
import { EmbeddedDatabaseError, errorCode, explainFileError } from './embedded-error.ts'
import { defaultDataDir, makeSocketDir, openHome } from './embedded-location.ts'
import { clearOrphan } from './embedded-orphan.ts'
import { takeOwnership, tryOwnership } from './embedded-owner.ts'
import { boundLog, fatalMessage, type Postmaster, startPostmaster } from './embedded-postmaster.ts'

export { EmbeddedDatabaseError } from './embedded-error.ts'
export { defaultDataDir } from './embedded-location.ts'

/** What {@link startEmbedded} can be told. */
export interface EmbeddedOptions {
  /** The data folder; null for {@link defaultDataDir}, or for a temporary one when `ephemeral`. */
  dataDir: string | null
  log?: (msg: string) => void
  /** PostgreSQL settings that override ours, by name. */
  settings?: Record<string, string>
  /** Gives up durability for speed and removes the temporary folder at the end. For tests. */
  ephemeral?: boolean
  /** Called once if the server ends although nobody stopped it, with a short description of its end. */
  onExit?: (reason: string) => void
}

/** A running embedded PostgreSQL server. */
export interface Embedded {
  /** For `pg`: `host` is the folder of a Unix socket, or a loopback address on Windows. */
  connection: { host: string; port: number; user: string; database: string; password?: string }
  /** The same as a connection string. */
  url: string
  /** The data folder, absolute. */
  dataDir: string
  /** The process id of the server. */
  pid: number
  /** Shuts the server down in order and frees the data folder. */
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL that comes with Tradepost on `dataDir`, after clearing away what a crash may have
 * left, and returns when it accepts connections to an existing database. Only one server per data folder.
 * Throws {@link EmbeddedDatabaseError}, whose message is one sentence of cause and one of remedy.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const usual = databaseAccount()
  const log = options.log ?? (() => {})
  const dataDir = chooseDataDir(options, usual)
  const home = openHome(dataDir, accountOf(clusterDir(dataDir), usual))
  const account = accountOf(clusterDir(home), usual)
  if (home !== dataDir) log(`The database of ${dataDir} is kept in ${home}, which ${account?.name} can enter`)
  const ownership = await takeOwnership(home, dataDir)
  try {
    const binaries = prepareBinaries(account, home)
    if (options.ephemeral) await sweepEphemeral(temporaryParent(account), binaries, log)
    await clearOrphan(clusterDir(home), binaries, log)
    await ensureCluster(home, binaries, account, !options.ephemeral)
    const server = await launch(home, binaries, account, options)
    let stopped: Promise<void> | undefined
    const stop = async () => {
      await server.stop()
      ownership.release()
      if (options.ephemeral) rmSync(home, { recursive: true, force: true })
    }
    return { ...server, dataDir, stop: () => (stopped ??= stop()) }
  } catch (error) {
    ownership.release()
    if (options.ephemeral) rmSync(home, { recursive: true, force: true })
    throw explainFileError(error, dataDir)
  }
}

const ephemeralPrefix = 'tradepost-ephemeral-'

function chooseDataDir(options: EmbeddedOptions, account: Account | null): string {
  if (!options.ephemeral) return resolve(options.dataDir ?? defaultDataDir())
  if (options.dataDir !== null) throw new TypeError('an ephemeral server chooses its own folder')
  const dir = mkdtempSync(join(temporaryParent(account), ephemeralPrefix))
  if (account) chmodSync(dir, 0o711)
  return dir
}

function temporaryParent(account: Account | null): string {
  return canReach(account, tmpdir(), 'folder') ? tmpdir() : '/tmp'
}

/** Removes what killed test runs left: folders older than a minute that no living process owns. */
async function sweepEphemeral(parent: string, binaries: Binaries, log: (msg: string) => void): Promise<void> {
  for (const name of readdirSync(parent)) {
    const dir = join(parent, name)
    if (!name.startsWith(ephemeralPrefix)) continue
    const stats = statSync(dir, { throwIfNoEntry: false })
    if (!stats || stats.uid !== process.getuid?.() || Date.now() - stats.mtimeMs < 60_000) continue
    const ownership = tryOwnership(dir)
    if (!ownership) continue
    await clearOrphan(clusterDir(dir), binaries, log)
    ownership.release()
    rmSync(dir, { recursive: true, force: true })
  }
}

type Server = Pick<Embedded, 'connection' | 'url' | 'pid' | 'stop'>

async function launch(
  home: string,
  binaries: Binaries,
  account: Account | null,
  options: EmbeddedOptions,
): Promise<Server> {
  const logFile = join(home, 'postgres.log')
  const place = await choosePlace(account, home)
  const connection = { ...place.address, user: databaseName, database: databaseName, ...passwordPart(home) }
  const settings = {
    ...baseSettings,
    ...(options.ephemeral ? hastySettings : {}),
    ...options.settings,
    ...place.settings,
  }
  let postmaster: Postmaster | undefined
  try {
    boundLog(logFile)
    postmaster = await startUntilReady(binaries, clusterDir(home), settings, logFile, account, connection)
  } catch (error) {
    place.remove()
    throw error
  }
  return {
    connection,
    url: connectionUrl(connection),
    pid: postmaster.pid,
    stop: watch(postmaster, logFile, place, options),
  }
}

function watch(
  postmaster: Postmaster,
  logFile: string,
  place: Place,
  options: EmbeddedOptions,
): () => Promise<void> {
  let stopping = false
  const logTimer = setInterval(() => boundLog(logFile), 60_000).unref()
  void postmaster.ended.then((reason) => {
    clearInterval(logTimer)
    place.remove()
    if (!stopping) options.onExit?.(reason)
  })
  return async () => {
    stopping = true
    await postmaster.stop()
  }
}

interface Place {
  address: { host: string; port: number }
  settings: Record<string, string>
  remove(): void
}

async function choosePlace(account: Account | null, home: string): Promise<Place> {
  if (process.platform === 'win32') {
    const port = await freePort()
    return {
      address: { host: '127.0.0.1', port },
      settings: { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' },
      remove: () => {},
    }
  }
  const dir = makeSocketDir(account, home)
  return {
    address: { host: dir, port: 5432 },
    settings: { listen_addresses: '', port: '5432', unix_socket_directories: dir },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** A small machine's share: about 50 MB when idle, and at most half a gigabyte of write-ahead log. */
const baseSettings: Record<string, string> = {
  shared_buffers: '128MB',
  max_connections: '100',
  huge_pages: 'off',
  io_method: 'sync',
  max_worker_processes: '4',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  min_wal_size: '64MB',
  random_page_cost: '1.1',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_destination: 'stderr',
  log_checkpoints: 'off',
  lc_messages: 'C',
}

const hastySettings: Record<string, string> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '2GB',
}

function passwordPart(home: string): { password?: string } {
  const password = readPassword(home)
  return password === undefined ? {} : { password }
}

function connectionUrl({ host, port, user, database, password }: Embedded['connection']): string {
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`
  return `postgresql://${user}${secret}@${encodeURIComponent(host)}:${port}/${database}`
}

/** Processes of a server that was killed may outlive it for a moment and keep its memory in use. */
const lingering = /shared memory block/
const lingeringLimit = 10_000

async function startUntilReady(
  binaries: Binaries,
  cluster: string,
  settings: Record<string, string>,
  logFile: string,
  account: Account | null,
  connection: pg.ClientConfig,
): Promise<Postmaster> {
  const deadline = Date.now() + lingeringLimit
  for (;;) {
    const offset = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
    const postmaster = await startPostmaster(binaries, cluster, settings, logFile, account)
    if (await becomesReady(postmaster, connection)) return postmaster
    const reason = fatalMessage(logFile, offset) ?? (await postmaster.ended)
    if (!lingering.test(reason) || Date.now() > deadline) {
      throw new EmbeddedDatabaseError(
        `PostgreSQL did not start (${reason}).`,
        `See ${logFile}, or set DATABASE_URL to a PostgreSQL server.`,
      )
    }
    await sleep(200)
  }
}

/** Waits as long as recovery after a crash takes; false when the server process ends instead. */
async function becomesReady(postmaster: Postmaster, connection: pg.ClientConfig): Promise<boolean> {
  while (!postmaster.hasEnded()) {
    if (postmaster.isReady() && (await answers(postmaster, connection))) return true
    await sleep(10)
  }
  return false
}

async function answers(postmaster: Postmaster, connection: pg.ClientConfig): Promise<boolean> {
  try {
    await ensureDatabase(connection)
    return true
  } catch (error) {
    if (notYet.has(errorCode(error) ?? '')) return false
    await postmaster.stop()
    throw error
  }
}

/** No socket, nobody listening, the connection dropped, and "the database system is starting up". */
const notYet = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', '57P03'])
const databaseMissing = '3D000'

async function ensureDatabase(connection: pg.ClientConfig): Promise<void> {
  try {
    await execute(connection, 'SELECT 1')
  } catch (error) {
    if (errorCode(error) !== databaseMissing) throw error
    await execute({ ...connection, database: 'postgres' }, `CREATE DATABASE ${databaseName}`)
  }
}

async function execute(connection: pg.ClientConfig, statement: string): Promise<void> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(statement)
  } finally {
    await client.end()
  }
}
