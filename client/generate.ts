import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// `openapi.json` is written by the server's test of its API document (`npm run client` runs it in writing mode first);
// the types are made from it here. With --check nothing is written and a difference is an error.
const folder = dirname(fileURLToPath(import.meta.url))
const target = join(folder, 'src/api.gen.ts')
const require = createRequire(import.meta.url)
const generator = join(dirname(require.resolve('openapi-typescript')), '../bin/cli.js')

const check = process.argv.includes('--check')
if (!check) {
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
  execFileSync(process.execPath, [vitest, 'run', '--root', 'server', 'test/openapi.test.ts'], {
    cwd: join(folder, '..'),
    env: { ...process.env, WRITE_OPENAPI: '1' },
    stdio: 'inherit',
  })
}
const draftFolder = mkdtempSync(join(tmpdir(), 'tradepost-client-'))
const output = check ? join(draftFolder, 'api.gen.ts') : target
execFileSync(process.execPath, [generator, join(folder, 'openapi.json'), '--output', output], {
  stdio: 'ignore',
})
const same = !check || readFileSync(output, 'utf8') === readFileSync(target, 'utf8')
rmSync(draftFolder, { recursive: true })
if (!same) {
  console.error(
    'client/src/api.gen.ts is not what client/openapi.json says. Run "npm run client" and commit the result.',
  )
  process.exitCode = 1
}
