// Everything that proves the project on a machine with nothing but Node, fast feedback first.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const node = process.execPath
const bin = (path) => join(root, 'node_modules', path)

const steps = [
  ['types: server', node, [bin('typescript/bin/tsc'), '-p', 'server']],
  ['types: web', node, [bin('typescript/bin/tsc'), '-p', 'web']],
  ['types: e2e and bench', node, [bin('typescript/bin/tsc'), '-p', 'e2e'], 'e2e/tsconfig.json'],
  ['style', node, [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']],
  [
    'law of the house',
    node,
    [bin('dependency-cruiser/bin/dependency-cruiser.mjs'), '--no-progress', 'server/src', 'web/src'],
  ],
  ['unused code', node, [bin('knip/bin/knip.js')], 'knip.json'],
  ['client is current', node, ['client/generate.ts', '--check'], 'client/generate.ts'],
  ['web: unit tests', node, [bin('vitest/vitest.mjs'), 'run', '--root', 'web']],
  ['server: unit and API tests', node, [bin('vitest/vitest.mjs'), 'run', '--root', 'server']],
]

const limitMs = 10 * 60 * 1000
let failed = 0
for (const [name, command, args, needs] of steps) {
  if (needs && !existsSync(join(root, needs))) continue
  const start = Date.now()
  process.stdout.write(`\n> ${name}\n`)
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    timeout: limitMs,
    env: { ...process.env, NO_COLOR: '1' },
  })
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  if (result.status === 0) process.stdout.write(`  ok (${seconds} s)\n`)
  else {
    failed++
    process.stdout.write(`  FAILED (${seconds} s)\n`)
  }
}
process.exit(failed ? 1 : 0)
