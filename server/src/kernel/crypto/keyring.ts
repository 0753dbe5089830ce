import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** Encryption at rest: AES-256-GCM with one current key; older keys still decrypt. */
export interface Keyring {
  /**
   * Encrypts text. `context` (for example `listing:17:credentials`) is authenticated, not stored: the
   * ciphertext opens only where the same context is given, so it cannot be moved to another row.
   */
  encrypt(plain: string, context: string): string
  /** Throws `DecryptionError` when the text is damaged, foreign, of an unknown key or of another context. */
  decrypt(ciphertext: string, context: string): string
  /** Whether the ciphertext was made with an older key and should be encrypted anew. */
  isStale(ciphertext: string): boolean
  /** What the keys are called in ciphertexts, the current one first. */
  readonly keyIds: readonly string[]
}

export class DecryptionError extends Error {
  override name = 'DecryptionError'
}

const VERSION = 'k1'
const IV_BYTES = 12
const TAG_BYTES = 16
const BASE64URL = /^[A-Za-z0-9_-]{43}=?$/

/**
 * `current` and each of `older` are 32 bytes in base64url, the form of a Fernet key (`FERNET_KEY`,
 * `FERNET_KEYS_OLD`). Throws a `TypeError` that names no key material when one is malformed.
 */
export function createKeyring(current: string, older: readonly string[] = []): Keyring {
  const keys = [current, ...older].map(parseKey)
  const newest = keys[0]!
  return {
    encrypt(plain, context) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', newest.bytes, iv).setAAD(Buffer.from(context))
      const body = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${VERSION}.${newest.id}.${body.toString('base64url')}`
    },
    decrypt(ciphertext, context) {
      const [version, keyId, encoded] = ciphertext.split('.')
      const key = keys.find((candidate) => candidate.id === keyId)
      if (version !== VERSION || key === undefined) throw new DecryptionError('Unknown encryption key')
      return open(key.bytes, Buffer.from(encoded ?? '', 'base64url'), context)
    },
    isStale: (ciphertext) => !ciphertext.startsWith(`${VERSION}.${newest.id}.`),
    keyIds: [...new Set(keys.map(({ id }) => id))],
  }
}

function open(key: Buffer, body: Buffer, context: string): string {
  if (body.length < IV_BYTES + TAG_BYTES) throw new DecryptionError('Ciphertext is too short')
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-TAG_BYTES))
  try {
    const plain = [decipher.update(body.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]
    return Buffer.concat(plain).toString('utf8')
  } catch (cause) {
    throw new DecryptionError('Ciphertext does not open with this key and context', { cause })
  }
}

/** The key id is a fingerprint, so that the order and number of old keys may change freely. */
function parseKey(text: string): { id: string; bytes: Buffer } {
  const bytes = Buffer.from(text, 'base64url')
  if (!BASE64URL.test(text) || bytes.length !== 32) {
    throw new TypeError('An encryption key must be 32 bytes in base64url (44 characters)')
  }
  return { id: createHash('sha256').update('key-id').update(bytes).digest('hex').slice(0, 8), bytes }
}
