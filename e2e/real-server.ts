import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the server under test answers, without a final slash. */
    address: string
  }
}

const root = fileURLToPath(new URL('..', import.meta.url))
const startLimitMs = 60_000

/** Who may read the mails of the server under test. */
export const administrator = { email: 'admin@example.com', password: 'harbour-Lantern-7-quay' }

/** The server that all browser tests share. */
export default async function setup(project: TestProject) {
  const server = await startRealServer({
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
  })
  project.provide('address', server.address)
  return server.stop
}

/** Starts the real server with an empty embedded database, and the web app that it delivers. */
export async function startRealServer(
  env: Record<string, string>,
): Promise<{ address: string; stop: () => Promise<void> }> {
  if (!existsSync(join(root, 'web/dist/index.html'))) buildWebApp()
  const dataDir = await mkdtemp(join(tmpdir(), 'tradepost-e2e-'))
  // The embedded database may run as another user, who has to reach its files.
  await chmod(dataDir, 0o755)
  const port = await freePort()
  const server = spawn(process.execPath, ['server/src/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'test',
      DATA_DIR: join(dataDir, 'data'),
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const address = `http://127.0.0.1:${port}`
  await untilHealthy(address, server)
  return {
    address,
    async stop() {
      await stop(server)
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function buildWebApp(): void {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
    cwd: join(root, 'web'),
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The web app could not be built')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function untilHealthy(address: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + startLimitMs
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`The server ended with code ${server.exitCode}`)
    const healthy = await fetch(`${address}/health/`).then(
      (answer) => answer.status < 500,
      () => false,
    )
    if (healthy) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  server.kill('SIGKILL')
  throw new Error('The server did not start in time')
}

function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    server.once('exit', () => resolve())
    server.kill('SIGTERM')
  })
}
