import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const keyOf = (byte: number) => Buffer.alloc(32, byte).toString('base64url')

test('the key of encryption has two names; with both set the second still opens what it sealed', () => {
  expect(readConfig({ INTEGRATION_ENCRYPTION_KEY: key(255) })).toMatchObject({
    encryptionKey: keyOf(255),
    oldEncryptionKeys: [],
  })
  const env = {
    INTEGRATION_ENCRYPTION_KEY: key(1),
    FERNET_KEY: key(2),
    INTEGRATION_ENCRYPTION_KEYS_OLD: `${key(3)}, ${key(4)}`,
  }
  expect(readConfig(env)).toMatchObject({
    encryptionKey: keyOf(2),
    oldEncryptionKeys: [keyOf(1), keyOf(3), keyOf(4)],
  })
})

test.each(['FERNET_KEY', 'INTEGRATION_ENCRYPTION_KEY', 'FERNET_KEYS_OLD', 'INTEGRATION_ENCRYPTION_KEYS_OLD'])(
  '%s that is no key stops the start with a sentence that does not repeat it',
  (name) => {
    const read = () => readConfig({ [name]: 'hunter2' })
    expect(read).toThrow(`${name} holds something that is no encryption key`)
    expect(read).not.toThrow('hunter2')
  },
)

test.each([
  [{ SECRET_KEY: 'x' }, 'FERNET_KEY (or INTEGRATION_ENCRYPTION_KEY) is not set'],
  [{ INTEGRATION_ENCRYPTION_KEY: key(1) }, 'SECRET_KEY is not set'],
])('production with %j alone does not start', (env, sentence) => {
  expect(() => readConfig({ NODE_ENV: 'production', ...env })).toThrow(sentence)
})
