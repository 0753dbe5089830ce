import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The whole server as a process of its own. */
export interface ServerProcess {
  url: string
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Starts a server that answers on a port of its own; it finds in its environment what is given here and nothing else. */
export function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk
      const url = /ready:\s+(http:\/\/\S+)/.exec(text)?.[1]
      if (url) resolve({ url, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') })
    })
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${text}`)))
  })
}
