import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import {
  copyCheckout,
  exitCode,
  firstLine,
  giveAway,
  identity,
  isAlive,
  isRoot,
  kill,
  nobody,
  type OwnerOptions,
  ordinary,
  query,
  ready,
  recordedHome,
  socketDir,
  startOwnerIn,
  terminate,
  until,
  whyNotAsNobody,
} from '../../../test/support/embedded-owners.ts'
import { defaultDataDir, EmbeddedDatabaseError, startEmbedded } from './embedded.ts'
import { databaseAccount } from './embedded-account.ts'

let seedFolder: string
let folder: string
let dataDir: string

beforeAll(async () => {
  seedFolder = mkdtempSync(join(tmpdir(), 'embedded-test-'))
  if (isRoot) chmodSync(seedFolder, 0o711)
  await (await startEmbedded({ dataDir: join(seedFolder, 'data') })).stop()
})

afterAll(() => rmSync(seedFolder, { recursive: true, force: true }))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-test-'))
  if (isRoot) chmodSync(folder, 0o711)
  dataDir = join(folder, 'data')
})

afterEach(() => {
  const home = recordedHome(dataDir)
  if (home) rmSync(home, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
})

describe('a data folder', () => {
  test('is made on the first start and holds its data on the second', async () => {
    const first = await startEmbedded({ dataDir })
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await Promise.all([first.stop(), first.stop()])
    const second = await startEmbedded({ dataDir })

    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    expect(readdirSync(folder)).toEqual(['data'])
    await second.stop()
  })

  test('brings UTF-8 text rules and the extensions that search needs', async () => {
    seedData()
    const { url, stop } = await startEmbedded({ dataDir })
    for (const name of ['pg_trgm', 'unaccent', 'btree_gin']) await query(url, `CREATE EXTENSION ${name}`)

    const [row] = await query(
      url,
      "SELECT lower('ĐƠN ЗАКАЗ') AS low, 'سلام دنیا' LIKE '%دنیا' AS fits, similarity('چای', 'چای') AS same",
    )
    expect(row).toEqual({ low: 'đơn заказ', fits: true, same: 1 })
    expect(await query(url, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
    await stop()
  })

  test('syncs what is committed to the disk', async () => {
    seedData()
    const { url, stop } = await startEmbedded({ dataDir })
    const settings = await query(
      url,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name",
    )

    expect(settings.map(({ setting }) => setting)).toEqual(['on', 'on', 'on'])
    await stop()
  })

  test('is remade when its making was cut short', async () => {
    const owner = startOwner(dataDir)
    const drafts = () => readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'))
    // Not before initdb wrote something: one that is only starting makes the folder again after it was removed.
    await until(
      () => existsSync(dataDir) && drafts().some((name) => readdirSync(join(dataDir, name)).length > 0),
    )
    await kill(owner)
    const { url, stop } = await startEmbedded({ dataDir })

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(drafts()).toEqual([])
    await stop()
  })
})

describe('after a crash', () => {
  test('of Tradepost alone, its database server is stopped and committed data is there', async () => {
    seedData()
    const owner = startOwner(dataDir)
    const orphan = await ready(owner)
    await query(orphan.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await kill(owner)
    expect(isAlive(orphan.pid)).toBe(true)
    const { url, stop } = await startEmbedded({ dataDir })

    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    expect(isAlive(orphan.pid)).toBe(false)
    expect(existsSync(socketDir(orphan.url))).toBe(false)
    await stop()
  })

  test('of Tradepost and its database server, committed data is there', async () => {
    seedData()
    const owner = startOwner(dataDir)
    const server = await ready(owner)
    await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await kill(owner)
    process.kill(server.pid, 'SIGKILL')
    const { url, stop } = await startEmbedded({ dataDir })

    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    await stop()
  })

  test('a postmaster.pid that names another living program neither blocks the start nor harms the program', async () => {
    seedData()
    const bystander = spawn('sleep', ['60'], { ...identity(databaseAccount()), stdio: 'ignore' })
    onTestFinished(() => void bystander.kill('SIGKILL'))
    await once(bystander, 'spawn')
    const cluster = join(dataDir, 'postgres')
    writeFileSync(
      join(cluster, 'postmaster.pid'),
      `${bystander.pid}\n${cluster}\n1700000000\n5432\n/tmp/gone\n\n 12345 0\nready   \n`,
    )
    const { url, stop } = await startEmbedded({ dataDir })

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(isAlive(bystander.pid!)).toBe(true)
    await stop()
  })

  test('of the database server, the owner is told once', async () => {
    seedData()
    const reasons: string[] = []
    const { promise: told, resolve: tell } = Promise.withResolvers<void>()
    const onExit = (reason: string) => {
      reasons.push(reason)
      tell()
    }
    const { pid, stop } = await startEmbedded({ dataDir, onExit })
    process.kill(pid, 'SIGKILL')
    await told
    await stop()

    expect(reasons).toEqual(['signal SIGKILL'])
  })
})

describe('a data folder in use', () => {
  test('refuses a second server with the first one’s pid and a remedy, and the first goes on', async () => {
    seedData()
    const owner = startOwner(dataDir)
    const { url } = await ready(owner)

    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      new EmbeddedDatabaseError(
        `Another Tradepost server (pid ${owner.pid}) is using ${dataDir}.`,
        'Stop it or set DATA_DIR to another folder.',
      ),
    )
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await terminate(owner)
  })

  test('goes to exactly one of three servers that start together', async () => {
    const owners = [startOwner(dataDir), startOwner(dataDir), startOwner(dataDir)]
    const lines = await Promise.all(owners.map(firstLine))

    const winner = lines.findIndex((line) => line.startsWith('{'))
    const sentence = `Another Tradepost server (pid ${owners[winner]?.pid}) is using ${dataDir}. Stop it or set DATA_DIR to another folder.`
    expect(lines.toSpliced(winner, 1)).toEqual([sentence, sentence])
    const losers = owners.toSpliced(winner, 1)
    expect(await Promise.all(losers.map(exitCode))).toEqual([1, 1])
    await terminate(owners[winner]!)
  })

  test('is free again after SIGTERM, which leaves no process and no socket', async () => {
    seedData()
    const owner = startOwner(dataDir)
    const { pid, url } = await ready(owner)
    await terminate(owner)

    expect(isAlive(pid)).toBe(false)
    expect(existsSync(socketDir(url))).toBe(false)
    await (await startEmbedded({ dataDir })).stop()
  })
})

describe('as root', () => {
  test('a data folder of mode 0700 keeps its data, twice in a row', async (context) => {
    if (!isRoot) return context.skip('needs root')
    mkdirSync(dataDir, { mode: 0o700 })
    const first = await startEmbedded({ dataDir })
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await first.stop()
    const second = await startEmbedded({ dataDir })

    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    await second.stop()
  })

  test('a lost database is reported, never replaced by an empty one', async (context) => {
    if (!isRoot) return context.skip('needs root')
    mkdirSync(dataDir, { mode: 0o700 })
    await (await startEmbedded({ dataDir })).stop()
    const home = recordedHome(dataDir)!
    rmSync(home, { recursive: true })

    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      `The database of ${dataDir} was kept in ${home}, which does not exist any more. Restore that folder`,
    )
  })

  test('a checkout in a folder of mode 0700 whose package lacks its library links works', async (context) => {
    if (!isRoot) return context.skip('needs root')
    const checkout = join(folder, 'checkout')
    const version = copyCheckout(checkout)
    const owner = startOwner(null, {
      script: join(checkout, 'server/test/support/run-embedded.ts'),
      umask: 0o077,
    })
    const { url } = await ready(owner)
    onTestFinished(() => {
      rmSync(`/var/lib/tradepost/postgresql-${version}`, { recursive: true, force: true })
    })

    const [{ data_directory: cluster } = {}] = await query(url, 'SHOW data_directory')
    onTestFinished(() => rmSync(dirname(String(cluster)), { recursive: true, force: true }))
    expect(String(cluster)).toMatch(/^\/var\/lib\/tradepost\/[0-9a-f]{16}\/postgres$/)
    await terminate(owner)
  })
})

describe('as an ordinary user', () => {
  test('a database is made and served in a private folder', async (context) => {
    const reason = whyNotAsNobody()
    if (reason) return context.skip(reason)
    const owner = startOwner(giveAway(dataDir), { account: ordinary() })
    const { url } = await ready(owner)

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await terminate(owner)
  })

  test('a database that an ordinary user made is served when root starts Tradepost on it', async (context) => {
    if (!isRoot) return context.skip('needs root')
    const reason = whyNotAsNobody()
    if (reason) return context.skip(reason)
    const owner = startOwner(giveAway(dataDir), { account: nobody })
    await query((await ready(owner)).url, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await terminate(owner)
    const { url, stop } = await startEmbedded({ dataDir })

    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    await stop()
  })

  test('an unwritable folder is one sentence of cause and one of remedy', async (context) => {
    const reason = whyNotAsNobody()
    if (reason) return context.skip(reason)
    mkdirSync(dataDir)
    chmodSync(dataDir, 0o555)
    const owner = startOwner(dataDir, { account: ordinary() })

    expect(await firstLine(owner)).toBe(
      `The data folder ${dataDir} is not writable (EACCES). Give this user write permission or set DATA_DIR to another folder.`,
    )
    expect(await exitCode(owner)).toBe(1)
  })
})

describe('what cannot work is said with a remedy:', () => {
  test('a file in place of the data folder', async () => {
    writeFileSync(dataDir, '')

    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      `The data folder ${dataDir} cannot be made because a file is in its place. Move that file away or set DATA_DIR to another folder.`,
    )
  })

  test('a path longer than PostgreSQL can handle', async () => {
    dataDir = join(folder, ...Array(10).fill('x'.repeat(100)))

    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      /^The path of the data folder \S+ is too long\. Shorten it or /,
    )
  })

  test('a long path is no obstacle to the socket', async () => {
    dataDir = join(folder, 'x'.repeat(200))
    const { url, stop } = await startEmbedded({ dataDir })

    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await stop()
  })

  test('data of another PostgreSQL version', async () => {
    seedData()
    writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '15\n')

    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      /was made by PostgreSQL 15, .* brings PostgreSQL 18\. Run it /,
    )
  })

  test('a platform without a PostgreSQL package', async () => {
    const preload = "data:text/javascript,Object.defineProperty(process,'arch',{value:'vax'})"
    const owner = startOwner(dataDir, { nodeOptions: ['--import', preload] })

    expect(await firstLine(owner)).toBe(
      `Tradepost brings no PostgreSQL for this platform (${process.platform}-vax). Set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
    )
    expect(await exitCode(owner)).toBe(1)
  })
})

test('the default data folder is the checkout’s .data, and for root one of its own outside', () => {
  expect(defaultDataDir()).toMatch(isRoot ? /^\/var\/lib\/tradepost\/[0-9a-f]{16}$/ : /\/\.data$/)
})

test('a throw-away server leaves no folder', async () => {
  const { dataDir: temporary, stop } = await startEmbedded({ dataDir: null, ephemeral: true })
  expect(existsSync(temporary)).toBe(true)
  await stop()

  expect(existsSync(temporary)).toBe(false)
})

/** Fills the data folder with a fresh database, which is quicker than making one; `cp -a` keeps its owner. */
function seedData(): void {
  const copy = spawnSync('cp', ['-a', join(seedFolder, 'data'), dataDir])
  if (copy.status !== 0) throw new Error(String(copy.stderr))
}

const startOwner = (dir: string | null, options: OwnerOptions = {}) => startOwnerIn(folder, dir, options)
