import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createKeyring, DecryptionError } from './keyring.ts'
import { constantTimeEqual, hashToken, loadOrCreateSecret } from './secrets.ts'

const keyA = Buffer.alloc(32, 1).toString('base64url')
const keyB = Buffer.alloc(32, 2).toString('base64url')

describe('key ring', () => {
  test('any text in any context comes back unchanged', () => {
    const ring = createKeyring(keyA)
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (plain, context) => {
        expect(ring.decrypt(ring.encrypt(plain, context), context)).toBe(plain)
      }),
    )
  })

  test('the same text never encrypts to the same ciphertext twice', () => {
    const ring = createKeyring(keyA)
    expect(ring.encrypt('x', 'c')).not.toBe(ring.encrypt('x', 'c'))
  })

  test('a ciphertext does not open in another context', () => {
    const ring = createKeyring(keyA)
    expect(() => ring.decrypt(ring.encrypt('secret', 'row:1'), 'row:2')).toThrow(DecryptionError)
  })

  test('a ciphertext with any one character changed does not open', () => {
    const ring = createKeyring(keyA)
    const sealed = ring.encrypt('secret', 'row:1')
    for (let at = 0; at < sealed.length; at += 1) {
      const damaged = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'Q' : 'A'}${sealed.slice(at + 1)}`
      expect(() => ring.decrypt(damaged, 'row:1')).toThrow(DecryptionError)
    }
  })

  test.each(['', 'k1', 'k1.', 'k1.00000000.AAAA', 'plain text', '...'])(
    '%j is refused as damaged',
    (text) => {
      expect(() => createKeyring(keyA).decrypt(text, 'c')).toThrow(DecryptionError)
    },
  )

  test('an older key still decrypts and is reported as stale; without it nothing opens', () => {
    const sealed = createKeyring(keyA).encrypt('secret', 'c')
    const rotated = createKeyring(keyB, [keyA])
    expect(rotated.decrypt(sealed, 'c')).toBe('secret')
    expect(rotated.isStale(sealed)).toBe(true)
    expect(rotated.isStale(rotated.encrypt('secret', 'c'))).toBe(false)
    expect(() => createKeyring(keyB).decrypt(sealed, 'c')).toThrow(DecryptionError)
  })

  test('a padded Fernet key is the same key', () => {
    const sealed = createKeyring(keyA).encrypt('secret', 'c')
    expect(createKeyring(`${keyA}=`).decrypt(sealed, 'c')).toBe('secret')
  })

  test.each(['', 'short', `${keyA}AAAA`, '!'.repeat(43)])('%j is refused as a key', (key) => {
    expect(() => createKeyring(key)).toThrow(TypeError)
  })
})

describe('secrets in the data directory', () => {
  const folder = async () => {
    const path = await mkdtemp(join(tmpdir(), 'secrets-'))
    onTestFinished(() => rm(path, { recursive: true }))
    return path
  }

  test('a secret is made once, serves as a key, and only its owner may read it', async () => {
    const dataDir = await folder()
    const secret = await loadOrCreateSecret(dataDir, 'FERNET_KEY')
    expect(await loadOrCreateSecret(dataDir, 'FERNET_KEY')).toBe(secret)
    expect(await loadOrCreateSecret(dataDir, 'SECRET_KEY')).not.toBe(secret)
    expect(() => createKeyring(secret)).not.toThrow()
    expect((await stat(join(dataDir, 'secrets', 'FERNET_KEY'))).mode & 0o777).toBe(0o600)
  })

  test('processes that start together agree on one secret and leave nothing else behind', async () => {
    const dataDir = await folder()
    const secrets = await Promise.all(
      Array.from({ length: 20 }, () => loadOrCreateSecret(dataDir, 'SECRET_KEY')),
    )
    expect(new Set(secrets).size).toBe(1)
    expect(await readdir(join(dataDir, 'secrets'))).toEqual(['SECRET_KEY'])
  })

  test('an emptied secret file is an error, not a new secret', async () => {
    const dataDir = await folder()
    await loadOrCreateSecret(dataDir, 'SECRET_KEY')
    await writeFile(join(dataDir, 'secrets', 'SECRET_KEY'), '')
    await expect(loadOrCreateSecret(dataDir, 'SECRET_KEY')).rejects.toThrow('is empty')
  })
})

test('a token is stored as its SHA-256', () => {
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('comparison tells equal from different texts of any length', () => {
  expect(constantTimeEqual('secret', 'secret')).toBe(true)
  expect(constantTimeEqual('secret', 'secreT')).toBe(false)
  expect(constantTimeEqual('secret', 'secret ')).toBe(false)
})
