import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { projectRoot, readConfig } from '../src/config.ts'
import { adapters } from '../src/features/channels/adapters/index.ts'
import { readPlatformSettings } from '../src/features/channels/settings.ts'

const page = (path: string) => readFileSync(join(projectRoot, path), 'utf8')
const namesIn = (text: string) =>
  new Set([...text.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`/g)].map(([, name]) => name as string))

type Environment = Record<string, string>

/** The names that are asked for while `read` runs with these variables. */
function namesAsked(env: Environment, read: (env: Environment) => void): string[] {
  const names: string[] = []
  const recording = new Proxy(env, {
    get(target, name: string) {
      names.push(name)
      return target[name]
    },
  })
  read(recording)
  return names
}

const apps: Environment = Object.fromEntries(
  adapters.flatMap(({ env: { prefix } }) => [
    [`${prefix}_CLIENT_ID`, 'id'],
    [`${prefix}_CLIENT_SECRET`, 'secret'],
  ]),
)
const platformSettings = (env: Environment) =>
  adapters.map((adapter) => readPlatformSettings(adapter, readConfig(env)))

const readByServer = new Set([
  ...namesAsked({}, readConfig),
  // The database is read part by part only when a part is given and the whole is not.
  ...namesAsked({ DB_HOST: 'db' }, readConfig),
])
const readForPlatforms = new Set([
  // Of a platform without an app not everything is read; of one with its own nothing of Meta's.
  ...namesAsked({}, platformSettings),
  ...namesAsked(apps, platformSettings),
  ...adapters.flatMap(({ webhook }) => webhook?.verifyTokens ?? []),
])
const known = new Set([...readByServer, ...readForPlatforms])

const missing = (from: Iterable<string>, within: ReadonlySet<string>) =>
  [...from].filter((name) => !within.has(name))

test('docs/operations.md lists every environment variable that the server itself reads, and no other', () => {
  const [, table = ''] = page('docs/operations.md').split('## Environment\n')
  expect(missing(readByServer, namesIn(table))).toEqual([])
  expect(missing(namesIn(table), readByServer)).toEqual([])
})

test('docs/channels.md has every environment variable of the platforms', () => {
  const ofPlatforms = missing(readForPlatforms, readByServer)
  expect(ofPlatforms).toContain('META_WEBHOOK_VERIFY_TOKEN')
  expect(missing(ofPlatforms, namesIn(page('docs/channels.md')))).toEqual([])
})

const example = page('.env.example')
const lines = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=(.*)$/gm)]

test('.env.example lists every environment variable once, set to nothing, each with what it does', () => {
  const names = lines.map(([, name]) => name as string)
  expect(missing(known, new Set(names))).toEqual([])
  expect(missing(names, known)).toEqual([])
  expect(new Set(names).size).toBe(names.length)
  expect(parseEnv(example)).toEqual({})
  for (const name of names) expect(example).toMatch(new RegExp(`^# [A-Z"a-z].*[^=]\\n# ${name}=`, 'm'))
})

test('what .env.example calls a default is one: set, it changes nothing', () => {
  const defaults = parseEnv(lines.map(([, name, value]) => `${name}=${value}`).join('\n')) as Environment
  expect(JSON.stringify(readConfig(defaults))).toBe(JSON.stringify(readConfig({})))
  const version = { LINKEDIN_VERSION: defaults.LINKEDIN_VERSION as string }
  expect(platformSettings({ ...defaults, ...apps })).toEqual(platformSettings({ ...apps, ...version }))
})

test('what stands in .env reaches the server in its container', () => {
  const compose = page('deploy/compose.yaml')
  const [, path = ''] = /^ {4}env_file:\n {6}- path: (\S+)\n/m.exec(compose) ?? []
  const folder = dirname(join(projectRoot, 'deploy/compose.yaml'))
  expect(resolve(folder, path)).toBe(join(projectRoot, '.env'))
  // These come before env_file, so a setting here would hide the one of the operator.
  const [, own = ''] = /^ {2}server:[\s\S]*?^ {4}environment:\n((?: {6}.+\n)+)/m.exec(compose) ?? []
  const fixed = [...own.matchAll(/^ {6}([A-Z_]+): (?!\$\{)/gm)].map(([, name]) => name)
  expect(fixed.sort()).toEqual([
    'DATA_DIR',
    'DB_HOST',
    'DB_PORT',
    'HOST',
    'NODE_ENV',
    'PORT',
    'POSTGRES_DB',
    'POSTGRES_USER',
  ])
})
