import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seededRandom, systemRandom } from '../clock/random.ts'
import { apiTokenForm, createMachineToken, hashMachineToken, hasTokenForm } from './machine-token.ts'

const storeForm = {
  prefix: 'wc_sk_live_',
  alphabet: 'abcdefghijklmnopqrstuvwxyz0123456789',
  length: 40,
  checksum: 6,
}

test('an API token is tcpf_ and 64 hex digits, and no two are alike', () => {
  const tokens = Array.from({ length: 500 }, () => createMachineToken(systemRandom, apiTokenForm))
  for (const { token, hash } of tokens) {
    expect(token).toMatch(/^tcpf_[0-9a-f]{64}$/)
    expect(hasTokenForm(apiTokenForm, token)).toBe(true)
    expect(hash).toEqual(hashMachineToken(token))
    expect(hash).toHaveLength(32)
  }
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(500)
})

test.each([apiTokenForm, storeForm])('a mistyped letter of $prefix is noticed wherever it is', (form) => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat(), (seed, place, letter) => {
      const { token } = createMachineToken(seededRandom(seed), form)
      const at = form.prefix.length + (place % form.length)
      const typed = form.alphabet[letter % form.alphabet.length] as string
      const changed = token.slice(0, at) + typed + token.slice(at + 1)
      return hasTokenForm(form, changed) === (changed === token)
    }),
  )
})

test('two swapped neighbours are noticed', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(62), (seed, place) => {
      const { token } = createMachineToken(seededRandom(seed), apiTokenForm)
      const at = 5 + place
      const swapped = `${token.slice(0, at)}${token[at + 1]}${token[at]}${token.slice(at + 2)}`
      return hasTokenForm(apiTokenForm, swapped) === (swapped === token)
    }),
  )
})

test.each(['', 'tcpf_', `tcpf_${'0'.repeat(64)}`, `tcpf_${'g'.repeat(64)}`, 'tcpf_\u0000'])(
  '%j is no token',
  (text) => {
    expect(hasTokenForm(apiTokenForm, text)).toBe(false)
  },
)

test('what surrounds a good token spoils it', () => {
  const { token } = createMachineToken(systemRandom, apiTokenForm)
  for (const text of [token.toUpperCase(), `${token}0`, token.slice(0, -1), ` ${token}`, `x${token}`])
    expect(hasTokenForm(apiTokenForm, text), text).toBe(false)
})
