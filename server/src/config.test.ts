import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot, readConfig } from './config.ts'

/** The names that are asked for when these variables are set. */
function namesRead(env: Record<string, string>): string[] {
  const names: string[] = []
  const recording = new Proxy(env, {
    get(target, name: string) {
      names.push(name)
      return target[name]
    },
  })
  readConfig(recording)
  return names
}

test('docs/operations.md lists every environment variable that the server reads, and no other', () => {
  // The database is read part by part only when a part is given and the whole is not.
  const read = new Set([...namesRead({}), ...namesRead({ DB_HOST: 'db' })])
  const page = readFileSync(join(projectRoot, 'docs/operations.md'), 'utf8')
  const [, table = ''] = page.split('## Environment\n')
  const listed = new Set([...table.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`/g)].map(([, name]) => name))
  expect([...read].filter((name) => !listed.has(name))).toEqual([])
  expect([...listed].filter((name) => !read.has(name as string))).toEqual([])
})
