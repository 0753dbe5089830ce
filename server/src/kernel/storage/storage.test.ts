import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createDiskStorage, StorageKeyError } from './storage.ts'

async function setUp() {
  const dataDir = await mkdtemp(join(tmpdir(), 'storage-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  return { dataDir, storage: createDiskStorage(dataDir) }
}

test('what was put is what is got, with size and type, from a buffer or a stream', async () => {
  const { storage } = await setUp()
  await storage.put('a/one.txt', Buffer.from('hello'), 'text/plain; charset=utf-8')
  await storage.put('a/two.bin', Readable.from([Buffer.from('he'), Buffer.from('llo')]), 'image/webp')
  for (const [key, type] of [
    ['a/one.txt', 'text/plain; charset=utf-8'],
    ['a/two.bin', 'image/webp'],
  ] as const) {
    const file = await storage.get(key)
    expect([file?.size, file?.contentType]).toEqual([5, type])
    expect((await buffer(file!.stream)).toString()).toBe('hello')
  }
})

test('a replaced file is the new one, a deleted one is gone', async () => {
  const { storage } = await setUp()
  await storage.put('x', Buffer.from('old'), 'text/plain')
  await storage.put('x', Buffer.from('newer'), 'image/png')
  const file = await storage.get('x')
  expect(file?.contentType).toBe('image/png')
  expect((await buffer(file!.stream)).toString()).toBe('newer')
  await storage.delete('x')
  await storage.delete('x')
  expect(await storage.get('x')).toBeNull()
})

test('a broken upload leaves the old file in place and nothing behind', async () => {
  const { dataDir, storage } = await setUp()
  await storage.put('x', Buffer.from('old'), 'text/plain')
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half')
      throw new Error('connection lost')
    })(),
  )
  await expect(storage.put('x', broken, 'image/png')).rejects.toThrow('connection lost')
  expect((await buffer((await storage.get('x'))!.stream)).toString()).toBe('old')
  expect(await readdir(join(dataDir, 'media', 'drafts'))).toEqual([])
})

test.each([
  '../secret',
  'a/../../secret',
  '/etc/passwd',
  'a//b',
  'a/.hidden',
  '.',
  '',
  'a\0b',
  'a\\..\\b',
  'a/',
  '%2e%2e/x',
  'é',
])('the key %j names no file anywhere', async (key) => {
  const { dataDir, storage } = await setUp()
  await writeFile(join(dataDir, 'secret'), 'x')
  expect(await storage.get(key)).toBeNull()
  await storage.delete(key)
  await expect(storage.put(key, Buffer.from('x'), 'text/plain')).rejects.toThrow(StorageKeyError)
  expect(await readdir(dataDir)).toEqual(['secret'])
})

test('a folder is no file, and a file is no folder', async () => {
  const { storage } = await setUp()
  await storage.put('a/b', Buffer.from('x'), 'text/plain')
  expect(await storage.get('a')).toBeNull()
  expect(await storage.get('a/b/c')).toBeNull()
})
