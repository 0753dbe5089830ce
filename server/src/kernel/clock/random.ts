import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'

/** Where every operation takes its randomness from, so that tests own it. */
export interface Random {
  bytes(length: number): Buffer
  /** A UUID version 4, lower case. */
  uuid(): string
  /** A whole number from 0 up to, but without, `maximum`; `maximum` at most 2^48 - 1. */
  integer(maximum: number): number
}

/** Cryptographically strong randomness of the operating system. */
export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  uuid: () => randomUUID(),
  integer: (maximum) => randomInt(maximum),
}

/** The same sequence for the same seed: SHA-256 of seed and counter. For tests only, it is predictable. */
export function seededRandom(seed: string): Random {
  let block = 0
  let rest = Buffer.alloc(0)
  const bytes = (length: number): Buffer => {
    while (rest.length < length) {
      const next = createHash('sha256').update(`${seed}:${block}`).digest()
      block += 1
      rest = Buffer.concat([rest, next])
    }
    const taken = Buffer.from(rest.subarray(0, length))
    rest = rest.subarray(length)
    return taken
  }
  return { bytes, uuid: () => uuidFrom(bytes(16)), integer: (maximum) => integerFrom(bytes(6), maximum) }
}

function uuidFrom(bytes: Buffer): string {
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function integerFrom(bytes: Buffer, maximum: number): number {
  if (!Number.isSafeInteger(maximum) || maximum <= 0) throw new RangeError(`Not a maximum: ${maximum}`)
  return Number(BigInt(bytes.readUIntBE(0, 6)) % BigInt(maximum))
}
