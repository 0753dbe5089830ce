import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './support/database.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const starter = join(root, 'scripts/start.mjs')
let database: TestDatabase
let dataDir: string

beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'tradepost-start-'))
})
afterAll(async () => {
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

interface Start {
  /** Everything printed so far. */
  output(): string
  /** Resolves when the output matches, rejects when the program ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>
  exit: Promise<number | null>
  stop(signal?: NodeJS.Signals): void
}

function start(
  env: Record<string, string>,
  args: string[] = [main],
  { program = process.execPath, folder = root }: { program?: string; folder?: string } = {},
): Start {
  const child = spawn(program, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const watchers = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk
      for (const watcher of watchers) watcher()
    })
  }
  const exit = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
  return {
    output: () => text,
    exit,
    stop: (signal = 'SIGTERM') => child.kill(signal),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text)
          if (match) resolve(match)
          return match
        }
        if (look()) return
        watchers.add(look)
        void exit.then((code) => look() ?? reject(new Error(`ended with ${code}: ${text}`)))
      }),
  }
}

/** One sentence of cause and one of remedy, and nothing like a stack trace. */
function expectTwoSentences(output: string): void {
  expect(output).not.toMatch(/\n\s+at |node:internal/)
  expect(output.trim().split('\n')).toHaveLength(1)
  expect(output.trim()).toMatch(/^[A-Z].*\. [A-Z].*\.$/)
}

async function occupyPort(): Promise<{ port: number; free(): void }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as { port: number }).port, free: () => server.close() }
}

test('the first start prints an address, a one-time owner link and a curl line that works as printed', async () => {
  const server = start({ PORT: '0' })
  try {
    const [, address] = await server.until(/ready: {2}(\S+)/)
    await server.until(/\/welcome\?token=\S+/)
    const [, command] = await server.until(/\n\s*(curl .*)\n/)
    const curl = spawn('sh', ['-c', command as string], { stdio: ['ignore', 'pipe', 'ignore'] })
    let answer = ''
    curl.stdout.on('data', (chunk: Buffer) => {
      answer += chunk
    })
    await new Promise((resolve) => curl.on('close', resolve))
    const body = JSON.parse(answer)
    expect(body).toMatchObject({ success: true, data: { user: { email: 'owner@example.com' } } })
    const products = await fetch(`${address}/api/products`, {
      headers: { authorization: `Bearer ${body.data.tokens.access}` },
    })
    expect(products.status).toBe(200)
  } finally {
    server.stop()
  }
  expect(await server.exit).toBe(0)

  const second = start({ PORT: '0' })
  await second.until(/ready: {2}(\S+)/)
  await second.until(/curl -s \S+\/api\/health/)
  expect(second.output()).not.toContain('/welcome?token=')
  second.stop('SIGINT')
  expect(await second.exit).toBe(0)
})

test('a taken port is said in two sentences', async () => {
  const other = await occupyPort()
  const server = start({ PORT: String(other.port) })
  expect(await server.exit).toBe(1)
  other.free()
  expectTwoSentences(server.output())
  expect(server.output()).toContain(`Port ${other.port}`)
})

test('a data folder that cannot be written is said in two sentences', async () => {
  const server = start({ PORT: '0', DATA_DIR: '/dev/null/tradepost' })
  expect(await server.exit).toBe(1)
  expectTwoSentences(server.output())
  expect(server.output()).toContain('DATA_DIR')
})

test.each([
  ['nobody listens', 'postgresql://x:y@127.0.0.1:1/none'],
  ['no such database', null],
  ['not an address', 'mysql://localhost/shop'],
])('a wrong DATABASE_URL is said in two sentences: %s', async (_case, url) => {
  const missing = new URL(database.url)
  missing.pathname = '/no_such_database'
  const server = start({ PORT: '0', DATABASE_URL: url ?? missing.href })
  expect(await server.exit).toBe(1)
  expectTwoSentences(server.output())
  expect(server.output()).toContain('DATABASE_URL')
})

test('a Redis that is not there keeps the server neither from starting nor from stopping', async () => {
  const server = start({ PORT: '0', REDIS_URL: 'redis://:a-password@127.0.0.1:1' })
  const [, address] = await server.until(/ready: {2}(\S+)/)
  expect((await fetch(`${address}/api/health`)).status).toBe(200)
  server.stop()
  expect(await server.exit).toBe(0)
  expect(server.output()).toContain('Redis does not answer')
  expect(server.output()).not.toContain('a-password')
})

test('SIGTERM to "npm start" stops the server, and npm waits for it', async () => {
  const { port, free } = await occupyPort()
  free()
  const script = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).scripts.start as string
  const folder = await mkdtemp(join(tmpdir(), 'tradepost-npm-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  // The start command without the build of the web app, which is nothing that a signal meets.
  const scripts = { start: script.replaceAll('scripts/start.mjs', JSON.stringify(main)) }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, scripts }))
  const server = start({ PORT: String(port) }, ['start'], { program: 'npm', folder })
  await server.until(/Tradepost is ready/)
  server.stop('SIGTERM')
  await server.exit
  await expect(fetch(`http://127.0.0.1:${port}/health/`)).rejects.toThrow()
})

test('an old Node is told which one is needed', async () => {
  const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.11.0'}})`
  const server = start({}, ['--import', pretend, starter])
  expect(await server.exit).toBe(1)
  expectTwoSentences(server.output())
  expect(server.output()).toContain('Node 24')
})

test.each([
  ['PORT', 'eighty'],
  ['THROTTLE_ENABLED', 'perhaps'],
  ['WORKER', 'sometimes'],
  ['PUBLIC_BASE_URL', 'ftp://x'],
  ['REDIS_URL', 'localhost:6379'],
])('a wrong %s is named', async (name, value) => {
  const server = start({ PORT: '0', [name]: value })
  expect(await server.exit).toBe(1)
  expectTwoSentences(server.output())
  expect(server.output()).toContain(name)
})

test('production refuses to start without its secrets', async () => {
  const server = start({ PORT: '0', NODE_ENV: 'production' })
  expect(await server.exit).toBe(1)
  expectTwoSentences(server.output())
  expect(server.output()).toContain('SECRET_KEY')
})
