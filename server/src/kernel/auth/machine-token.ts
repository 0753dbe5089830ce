import { createHash } from 'node:crypto'
import type { Random } from '../clock/random.ts'

/** How the tokens of one kind look: the prefix, then `length` characters of the alphabet, the last `checksum` of which follow from all others. */
export interface TokenForm {
  prefix: string
  alphabet: string
  length: number
  checksum: number
}

/** `^tcpf_[0-9a-f]{64}$`: 224 random bits and 32 bits of checksum (sales contract 2.2). */
export const apiTokenForm: TokenForm = {
  prefix: 'tcpf_',
  alphabet: '0123456789abcdef',
  length: 64,
  checksum: 8,
}

/** A new token of that form; keep its hash only and show it once. */
export function createMachineToken(random: Random, form: TokenForm): { token: string; hash: Buffer } {
  const { prefix, alphabet, length, checksum } = form
  const letters = Array.from({ length: length - checksum }, () => alphabet[random.integer(alphabet.length)])
  const secret = prefix + letters.join('')
  const token = secret + checksumOf(secret, form)
  return { token, hash: hashMachineToken(token) }
}

/** Whether a text can be such a token at all; a mistyped one passes once in `alphabet.length ** checksum` times. */
export function hasTokenForm(form: TokenForm, token: string): boolean {
  const { prefix, alphabet, length, checksum } = form
  if (token.length !== prefix.length + length || !token.startsWith(prefix)) return false
  for (const letter of token.slice(prefix.length)) if (!alphabet.includes(letter)) return false
  const end = token.length - checksum
  return token.slice(end) === checksumOf(token.slice(0, end), form)
}

/** What the database keeps of a token and finds it by: its SHA-256. A token is random enough to need no salt. */
export function hashMachineToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function checksumOf(text: string, { alphabet, checksum }: TokenForm): string {
  const base = BigInt(alphabet.length)
  let rest = createHash('sha256').update(`checksum:${text}`).digest().readBigUInt64BE()
  let letters = ''
  for (let i = 0; i < checksum; i++) {
    letters += alphabet[Number(rest % base)]
    rest /= base
  }
  return letters
}
