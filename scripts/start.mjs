// Plain JavaScript that every Node understands, so that an old one gets a sentence instead of a syntax error.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wanted = 24

function fail(message) {
  console.error(message)
  process.exit(1)
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

function buildWebApp() {
  const built = join(root, 'web/dist/index.html')
  const sources = ['web/src', 'web/index.html', 'web/vite.config.ts', 'client/src'].map((path) =>
    join(root, path),
  )
  const upToDate =
    existsSync(built) && sources.every((path) => !existsSync(path) || newest(path) <= statSync(built).mtimeMs)
  if (upToDate) return
  console.log('Building the web app (about half a minute, only when it changed) ...')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const result = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
    stdio: 'inherit',
  })
  if (result.status !== 0) fail('The web app could not be built. Run "npm ci" again, then "npm start".')
}

const major = Number(process.versions.node.split('.')[0])
if (major < wanted) {
  fail(
    `This is Node ${process.versions.node}, but Tradepost needs Node ${wanted} or newer. Run "npm ci" and then "npm start", which uses the Node that comes with the project.`,
  )
}
if (!existsSync(join(root, 'node_modules/fastify'))) {
  fail('The packages are not installed. Run "npm ci" first.')
}
buildWebApp()
await import('../server/src/main.ts')
