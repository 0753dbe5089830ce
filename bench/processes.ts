import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

export interface Running {
  process: ChildProcess
  port: number
  /** Milliseconds from the start of the process to its first answer. */
  startedIn: number
  stop(): Promise<void>
}

/** Starts a Node program with PORT set and waits until `path` answers below 500, at most `patience` ms. */
export async function startProgram(
  file: string,
  env: Record<string, string>,
  path: string,
  patience = 60_000,
): Promise<Running> {
  const port = await freePort()
  const begin = performance.now()
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout?.resume()
  const abandon = () => child.kill('SIGTERM')
  process.once('exit', abandon)
  child.once('exit', () => process.off('exit', abandon))
  await answering(`http://127.0.0.1:${port}${path}`, child, patience)
  return {
    process: child,
    port,
    startedIn: performance.now() - begin,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

async function answering(url: string, child: ChildProcess, patience: number): Promise<void> {
  const deadline = Date.now() + patience
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(url).catch(() => null)
    if (answer && answer.status < 500) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${url} did not answer`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
