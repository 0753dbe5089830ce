import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot, readConfig } from '../../../config.ts'
import { readPlatformSettings } from '../settings.ts'
import { adapters } from './index.ts'

const config = (env: Record<string, string> = {}) => readConfig(env)
const keys = { SECRET_KEY: 'x', FERNET_KEY: 'x'.repeat(43) }

test('ids are told apart and can stand in a path', () => {
  expect(new Set(adapters.map(({ id }) => id)).size).toBe(adapters.length)
  for (const { id } of adapters) expect(id).toMatch(/^[a-z]+$/)
})

describe.each(adapters.map((adapter) => [adapter.id, adapter] as const))('%s', (_id, adapter) => {
  const { prefix, api, extra = [] } = adapter.env
  const app = { [`${prefix}_CLIENT_ID`]: 'id', [`${prefix}_CLIENT_SECRET`]: 'secret' }
  const headers = new Headers()

  test('is configured by client id and secret together; bases lose their final slash', () => {
    expect(readPlatformSettings(adapter, config())).toBeNull()
    expect(readPlatformSettings(adapter, config({ [`${prefix}_CLIENT_ID`]: 'id' }))).toBeNull()
    const scopes = { [`${prefix}_SCOPES`]: 'one, two three' }
    const base = { [api.variable]: 'http://127.0.0.1:9/x//' }
    expect(readPlatformSettings(adapter, config({ ...app, ...scopes, ...base }))).toMatchObject({
      clientId: 'id',
      clientSecret: 'secret',
      apiUrl: 'http://127.0.0.1:9/x',
      oauthUrl: adapter.env.oauthUrl,
      scopes: ['one', 'two', 'three'],
    })
  })

  test('travels over https only in production, but for this machine', () => {
    const production = { ...keys, ...app, NODE_ENV: 'production' }
    const read = (env: object) => () => readPlatformSettings(adapter, config({ ...production, ...env }))
    expect(read({ [api.variable]: 'http://api.example.com' })).toThrow(api.variable)
    expect(read({ [`${prefix}_OAUTH_URL`]: 'ftp://example.com' })).toThrow(`${prefix}_OAUTH_URL`)
    expect(read({ API_BASE_URL: 'http://shop.example.com' })).toThrow('API_BASE_URL')
    expect(
      read({ [api.variable]: 'http://127.0.0.1:9', API_BASE_URL: 'https://shop.example.com' }),
    ).not.toThrow()
  })

  test('knows in production where people come back to, unless only this machine reaches the server', () => {
    const production = { ...keys, ...app, NODE_ENV: 'production', HOST: '0.0.0.0' }
    const read = (env: object) => () => readPlatformSettings(adapter, config({ ...production, ...env }))
    expect(read({})).toThrow('Set API_BASE_URL to the https address')
    expect(read({ HOST: '127.0.0.1' })).not.toThrow()
    expect(read({ PUBLIC_BASE_URL: 'https://shop.example.com' })).not.toThrow()
    expect(read({ PUBLIC_BASE_URL: 'http://shop.example.com' })).toThrow('PUBLIC_BASE_URL is "http:')
    const both = { PUBLIC_BASE_URL: 'http://shop.example.com', API_BASE_URL: 'https://api.example.com' }
    expect(read(both)).not.toThrow()
    expect(() => readPlatformSettings(adapter, config({ ...keys, NODE_ENV: 'production' }))).not.toThrow()
  })

  test('has its variables in docs/channels.md', () => {
    const page = readFileSync(join(projectRoot, 'docs/channels.md'), 'utf8')
    const names = ['CLIENT_ID', 'CLIENT_SECRET', 'OAUTH_URL', 'SCOPES'].map((name) => `${prefix}_${name}`)
    for (const name of [...names, api.variable, ...extra]) expect(page).toContain(`\`${name}\``)
  })

  test('tells dead tokens, limits and outages apart by any answer that it may get', () => {
    const kind = (status: number, body: unknown = {}) =>
      adapter.classify({ status, headers, body }, 'api').kind
    expect(kind(200)).toBe('ok')
    expect(kind(401)).toBe('auth')
    expect(kind(429)).toBe('rate')
    expect(kind(503)).toBe('transient')
    expect(kind(400)).toBe('rejected')
    for (const body of [null, undefined, [], 'text', 7, { error: 'text' }, { error: null }, { error: [] }])
      for (const status of [200, 400, 500]) {
        expect(() => kind(status, body)).not.toThrow()
        expect(() => adapter.explain({ status, headers, body })).not.toThrow()
      }
  })

  test('renews as it says', () => {
    expect(adapter.refresh === undefined).toBe(adapter.renewal === 'never')
  })
})
