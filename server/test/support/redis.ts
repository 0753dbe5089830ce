import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where tests find a Redis, as `TEST_DATABASE_URL` says for PostgreSQL; unset, the tests of Redis are left out. */
export const testRedisUrl = process.env.TEST_REDIS_URL || null

/** A Redis of the test's own, which it may kill and hold; it keeps its data when it is killed. */
export interface RedisServer {
  url: string
  start(): Promise<void>
  kill(): Promise<void>
  /** Stops answering without closing anything. */
  hold(): void
  letGo(): void
  /** Kills it and removes its data. */
  remove(): Promise<void>
}

/** Not started yet. `options` are further ones of `redis-server`, given its port. */
export async function prepareRedis(options: (port: number) => string[] = () => []): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tradepost-redis-'))
  const port = await freePort()
  let child: ChildProcess | null = null

  async function kill(): Promise<void> {
    if (child === null) return
    const gone = new Promise((resolve) => child?.once('exit', resolve))
    child.kill('SIGKILL')
    child = null
    await gone
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const usual = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '']
      const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
      child = spawn('redis-server', [...usual, ...durable, ...options(port)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await untilAccepting(child)
    },
    kill,
    hold: () => child?.kill('SIGSTOP'),
    letGo: () => child?.kill('SIGCONT'),
    async remove() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function untilAccepting(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk
      if (text.includes('Ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${text}`)))
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
