import { readFileSync } from 'node:fs'

/** What a password must not resemble. */
export interface PasswordOwner {
  email: string
  username?: string | null
  fullName?: string | null
}

const minLength = 8
const maxLength = 128
const maxSimilarity = 0.7

/** A JSON array in lower case, commonest first. */
const commonPasswordsFile = new URL(import.meta.resolve('@zxcvbn-ts/language-common/src/passwords.json'))

/** The first password rule that is broken, as a text for people; null when all are kept (marketplace contract 4). */
export function passwordProblem(password: string, owner: PasswordOwner): string | null {
  if (!password.isWellFormed() || password.includes('\u0000'))
    return 'The password holds characters that cannot be stored.'
  const length = [...password].length
  if (length < minLength) return `The password needs at least ${minLength} characters.`
  if (length > maxLength) return `The password may have at most ${maxLength} characters.`
  if (/^\p{Nd}+$/u.test(password)) return 'The password needs more than digits.'
  const folded = password.toLowerCase()
  if (isCommon(folded) || isSequence(folded)) return 'This password is too common.'
  if (personalTexts(owner).some((personal) => similarity(folded, personal) >= maxSimilarity)) {
    return 'The password is too similar to your e-mail address or name.'
  }
  return null
}

/**
 * Whether the password is one of the 50,000 commonest. The list is read each time: hashing takes a hundred times longer,
 * and kept in memory it would be 18 MiB for something so rare.
 */
function isCommon(folded: string): boolean {
  return readFileSync(commonPasswordsFile, 'utf8').includes(JSON.stringify(folded))
}

/** `aaaaaaaa`, `abcdefgh`, `87654321`: the list leaves out what has a pattern. */
function isSequence(folded: string): boolean {
  const codes = [...folded].map((character) => character.codePointAt(0) ?? 0)
  const step = (codes[1] ?? 0) - (codes[0] ?? 0)
  return Math.abs(step) <= 1 && codes.every((code, at) => at === 0 || code - (codes[at - 1] ?? 0) === step)
}

function personalTexts({ email, username, fullName }: PasswordOwner): string[] {
  const name = fullName ?? ''
  return [
    email,
    email.split('@')[0] ?? '',
    username ?? '',
    name,
    name.replace(/\s+/g, ''),
    ...name.split(/\s+/),
  ]
    .map((text) => text.toLowerCase())
    .filter((text) => text.length >= 3)
}

/** The share of characters that both texts have, 0 to 1, wherever they stand: swapping a few letters does not help. */
function similarity(a: string, b: string): number {
  const left = new Map<string, number>()
  for (const character of b) left.set(character, (left.get(character) ?? 0) + 1)
  let common = 0
  for (const character of a) {
    const count = left.get(character) ?? 0
    if (count > 0) common += 1
    left.set(character, count - 1)
  }
  return (2 * common) / (a.length + b.length)
}
