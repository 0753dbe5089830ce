import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../src/config.ts'
import { startControl } from '../test/doubles/sandbox/control.ts'
import { happeningsOf } from '../test/doubles/sandbox/happenings.ts'
import { startSandbox } from '../test/doubles/sandbox.ts'

/**
 * Plays Facebook, Instagram, WhatsApp, TikTok, LinkedIn, X and Pinterest on this machine until it is stopped. Writes the environment variables
 * with which a server uses them to `sandbox.env`, and tells the server of `--server=<address>` (http://127.0.0.1:8000) what happens.
 */
const ports = { meta: 9101, tiktok: 9102, linkedin: 9103, x: 9104, pinterest: 9105 }
const controlPort = 9100
const server =
  process.argv.find((argument) => argument.startsWith('--server='))?.slice('--server='.length) ??
  'http://127.0.0.1:8000'

try {
  const sandbox = await startSandbox(ports)
  const control = await startControl(happeningsOf(sandbox, server.replace(/\/+$/, '')), controlPort)
  const lines = Object.entries(sandbox.env).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(projectRoot, 'sandbox.env'), lines.join(''))
  let looking = false
  const timer = setInterval(async () => {
    if (looking) return
    looking = true
    await control.look().finally(() => {
      looking = false
    })
  }, 2000)
  console.log(`
  The sandbox plays Facebook, Instagram, WhatsApp, TikTok, LinkedIn, X and Pinterest on this machine.

  1. In a second terminal, in the same folder:  set -a; . ./sandbox.env; set +a; npm start
  2. In the app: Channels, add an account, "Connect", agree on the sandbox's page.
  3. Make things happen:                        ${control.url}

  Ctrl+C ends it. ${server} is told what happens; --server=<address> names another one.
`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, async () => {
      clearInterval(timer)
      await control.close()
      await sandbox.close()
    })
} catch (error) {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code !== 'EADDRINUSE') throw error
  console.error(
    `Port ${port} is taken. End the sandbox that runs already, or the program that uses the port.`,
  )
  process.exit(1)
}
