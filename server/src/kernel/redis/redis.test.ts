import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { prepareRedis, testRedisUrl } from '../../../test/support/redis.ts'
import { openTestPair, type TestPair } from '../../../test/support/redis-pair.ts'
import { createRedisCache } from '../cache/redis-cache.ts'
import { fixedClock } from '../clock/clock.ts'
import { createMemoryLocks } from '../locks/locks.ts'
import { createRedisLocks } from '../locks/redis-locks.ts'

async function openPair(url: string, installation?: string): Promise<TestPair> {
  const pair = await openTestPair(url, installation)
  onTestFinished(() => pair.close())
  return pair
}

async function startRedis(options?: (port: number) => string[]) {
  const redis = await prepareRedis(options)
  onTestFinished(() => redis.remove())
  await redis.start()
  return redis
}

const run = promisify(execFile)
const soon = { timeout: 5000, interval: 10 }
const isReady = (pair: TestPair) => expect.poll(() => pair.ready(), soon).toBe(true)

test('a Redis that is not there delays the start by 2 s and stops nothing', async () => {
  const redis = await prepareRedis()
  onTestFinished(() => redis.remove())
  const started = performance.now()
  const pair = await openPair(redis.url)
  expect(performance.now() - started).toBeLessThan(3500)
  const cache = createRedisCache(pair)
  await cache.set('a', 1, 60)
  await cache.delete('a')
  expect(await cache.get('a')).toBeNull()
  expect(await cache.get('b')).toBeNull()
  expect(await cache.increment('c', 60)).toBe(0)
  await expect(cache.ping()).rejects.toThrow()
  expect(pair.failures('cache')).toBe(3)
  expect(pair.failures('counter')).toBe(1)
  expect(pair.lines, 'one line for the outage, not one for each call').toHaveLength(1)
})

describe.skipIf(!testRedisUrl)('a Redis that goes and comes', () => {
  test('it is used as soon as it is there, and the log says both', async () => {
    const redis = await prepareRedis()
    onTestFinished(() => redis.remove())
    const pair = await openPair(redis.url)
    const cache = createRedisCache(pair)
    await redis.start()
    await isReady(pair)
    await cache.set('a', 1, 60)
    expect(await cache.get('a')).toBe(1)
    await cache.ping()
    expect(pair.lines.map(({ message }) => message)).toEqual([
      'Redis does not answer as it should; requests go on without it',
      'Redis answers again',
    ])
  })

  test('what was deleted or replaced while it was away does not come back with it', async () => {
    const redis = await startRedis()
    const pair = await openPair(redis.url)
    const cache = createRedisCache(pair)
    for (const key of ['deleted', 'replaced', 'left']) await cache.set(key, 'old', 600)
    await redis.kill()
    await cache.delete('deleted')
    await cache.set('replaced', 'new', 600)
    await redis.start()
    await isReady(pair)
    expect(await cache.get('deleted')).toBeNull()
    expect(await cache.get('replaced')).toBeNull()
    expect(await cache.get('left'), 'it keeps its data').toBe('old')
    const other = createRedisCache({ ...pair, ...(await openPair(redis.url)), key: pair.key })
    await expect.poll(() => other.get('deleted'), soon).toBeNull()
    await cache.set('deleted', 'again', 600)
    expect(await cache.get('deleted')).toBe('again')
  })

  test('one that hangs costs a call half a second, later calls nothing, and is used again afterwards', async () => {
    const redis = await startRedis()
    const pair = await openPair(redis.url)
    const cache = createRedisCache(pair)
    redis.hold()
    const first = performance.now()
    expect(await Promise.all([cache.get('a'), cache.increment('c', 60)])).toEqual([null, 0])
    expect(performance.now() - first).toBeLessThan(1500)
    await expect.poll(() => pair.commands.status, soon).not.toBe('ready')
    const later = performance.now()
    for (let call = 0; call < 100; call++) expect(await cache.increment('c', 60)).toBe(0)
    expect(performance.now() - later).toBeLessThan(500)
    redis.letGo()
    await isReady(pair)
    expect(await cache.increment('c', 60)).toBeGreaterThan(0)
  })

  test('a connection that the server closes is made anew', async () => {
    const redis = await startRedis()
    const [pair, admin] = [await openPair(redis.url), await openPair(redis.url)]
    const cache = createRedisCache(pair)
    const ids = (await admin.commands.client('LIST')) as string
    const own = [await pair.commands.client('ID'), await admin.commands.client('ID')]
    const victims = [...ids.matchAll(/^id=(\d+) .*name=tradepost-/gm)].map(([, id]) => Number(id))
    expect(victims).toEqual(expect.arrayContaining(own))
    await admin.commands.client('KILL', 'ID', own[0] as number)
    await expect.poll(() => cache.increment('c', 60), soon).toBeGreaterThan(0)
  })

  test('locks are given among the callers of the process while it is away', async () => {
    const redis = await startRedis()
    const pair = await openPair(redis.url)
    const clock = fixedClock(new Date())
    const locks = createRedisLocks(pair, createMemoryLocks({ clock }))
    const held = await locks.acquire('a', 60_000)
    await redis.kill()
    expect(await held?.renew(60_000), 'nobody can say that it is still held').toBe(false)
    clock.advance(1000)
    const alone = await locks.acquire('a', 60_000)
    expect(alone!.fence).toBeGreaterThan(held!.fence)
    expect(await locks.acquire('a', 60_000)).toBeNull()
    await held?.release()
    expect(await locks.acquire('a', 60_000)).toBeNull()
    await alone?.release()
    expect(await locks.acquire('a', 60_000)).not.toBeNull()
  })

  test('a wrong password stops nothing and does not reach the log; the right one works', async () => {
    const redis = await startRedis(() => ['--requirepass', 'right-one-7'])
    const withPassword = (password: string) => redis.url.replace('//', `//:${password}@`)
    const refused = await openPair(withPassword('wrong-one-9'))
    expect(await createRedisCache(refused).increment('c', 60)).toBe(0)
    expect(refused.lines).toHaveLength(1)
    expect(JSON.stringify(refused.lines)).toMatch(/WRONGPASS/)
    expect(JSON.stringify(refused.lines)).not.toMatch(/(wrong|right)-one/)
    const known = await openPair(withPassword('right-one-7'), randomUUID())
    expect(await createRedisCache(known).increment('c', 60)).toBe(1)
  })

  test('one without memory for more is counted and told, and reads go on', async () => {
    const redis = await startRedis()
    const pair = await openPair(redis.url)
    const cache = createRedisCache(pair)
    await cache.set('old', 'value', 60)
    await pair.commands.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1')
    await cache.set('new', 'value', 60)
    expect(await cache.increment('c', 60)).toBe(0)
    expect(await cache.get('old')).toBe('value')
    expect([pair.failures('cache'), pair.failures('counter')]).toEqual([1, 1])
    expect(pair.lines).toHaveLength(1)
  })

  test('over TLS it is used when its certificate is vouched for, and not otherwise', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tradepost-redis-tls-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const asked = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2']
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc']
    await run('openssl', ['req', '-x509', ...made, ...asked, '-keyout', key, '-out', certificate])
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate]
    const redis = await startRedis((port) => [
      ...['--port', '0', '--tls-port', `${port}`, '--tls-auth-clients', 'no'],
      ...files,
    ])
    const url = redis.url.replace('redis://127.0.0.1', 'rediss://localhost')
    const script = `
      const { openRedis } = await import(${JSON.stringify(new URL('./redis.ts', import.meta.url).href)})
      const log = { warn: ({ reason }) => console.log(reason) }
      const pair = await openRedis({ url: ${JSON.stringify(url)}, secretKey: 'x', log })
      console.log(await pair.ping().then(() => 'used', () => 'not used'))
      await pair.close()`
    const outcome = async (env: Record<string, string>) =>
      (await run(process.execPath, ['--input-type=module', '-e', script], { env })).stdout.trim()
    expect(await outcome({ NODE_EXTRA_CA_CERTS: certificate })).toBe('used')
    expect(await outcome({})).toMatch(/self-signed certificate[\s\S]*not used$/)
  })
})
