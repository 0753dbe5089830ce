import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface StoredFile {
  stream: Readable
  /** Bytes. */
  size: number
  contentType: string
}

/** Where uploads live. A key is a relative path of plain segments such as `products/7/photo.webp`. */
export interface Storage {
  /** Writes the whole file or nothing; an existing file is replaced in one step. Throws `StorageKeyError`. */
  put(key: string, content: Buffer | Readable, contentType: string): Promise<void>
  /** `null` when there is no such file, also for a key that could never be one. The caller consumes the stream. */
  get(key: string): Promise<StoredFile | null>
  /** No error when there is no such file. */
  delete(key: string): Promise<void>
}

export class StorageKeyError extends Error {
  override name = 'StorageKeyError'
}

const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){0,7}$/
const TYPE_SUFFIX = '.type'
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w=.-]+)*$/

/** Files under `<dataDir>/media`; the content type lies beside each file. */
export function createDiskStorage(dataDir: string): Storage {
  const root = join(dataDir, 'media')
  const content = join(root, 'files')
  const types = join(root, 'types')
  const drafts = join(root, 'drafts')

  return {
    async put(key, body, contentType) {
      if (!isKey(key)) throw new StorageKeyError(`Not a storage key: ${JSON.stringify(key)}`)
      if (!CONTENT_TYPE.test(contentType))
        throw new TypeError(`Not a content type: ${JSON.stringify(contentType)}`)
      await mkdir(drafts, { recursive: true })
      const draft = join(drafts, randomUUID())
      try {
        await writeDurably(draft, body)
        await writeFile(draft + TYPE_SUFFIX, contentType)
        await move(draft + TYPE_SUFFIX, join(types, key))
        await move(draft, join(content, key))
      } finally {
        await rm(draft, { force: true })
        await rm(draft + TYPE_SUFFIX, { force: true })
      }
    },
    async get(key) {
      if (!isKey(key)) return null
      // The file is held open before it is described: it may be deleted at any moment.
      const file = await whenPresent(open(join(content, key)))
      if (file === null) return null
      const facts = await file.stat()
      const contentType = facts.isFile() ? await whenPresent(readFile(join(types, key), 'utf8')) : null
      if (contentType === null) {
        await file.close()
        return null
      }
      return { stream: file.createReadStream(), size: facts.size, contentType }
    },
    async delete(key) {
      if (!isKey(key)) return
      await rm(join(content, key), { force: true })
      await rm(join(types, key), { force: true })
    },
  }
}

/** A segment never starts with a dot, so neither `..` nor hidden files can be named. */
function isKey(key: string): boolean {
  return KEY.test(key)
}

async function writeDurably(path: string, body: Buffer | Readable): Promise<void> {
  await pipeline(
    Buffer.isBuffer(body) ? Readable.from([body]) : body,
    createWriteStream(path, { flags: 'wx' }),
  )
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
}

async function whenPresent<Found>(attempt: Promise<Found>): Promise<Found | null> {
  try {
    return await attempt
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}
