import { expect, test } from 'vitest'
import { barsPath, code128Modules } from './code128.ts'

/** Widths of the symbols that stand for the characters of code set B and the frame (ISO/IEC 15417, table 1). */
const startB = '11010010000'
const stop = '1100011101011'
const letterA = '10100011000'
const checkOfA = '10001011000'

test('encodes a letter with start, check character and stop as the standard draws them', async () => {
  // Check: (104 + 1 × 33) mod 103 = 34, drawn as the letter B.
  expect(await code128Modules('A')).toBe(startB + letterA + checkOfA + stop)
})

test('packs digits two to a symbol, so that long numbers stay wide enough to scan', async () => {
  expect((await code128Modules('12345678901234567890'))?.length).toBe(11 * (1 + 10 + 1) + 13)
})

test('says so when a text cannot become bars', async () => {
  expect(await code128Modules('کد')).toBeNull()
  expect(await code128Modules('x'.repeat(60))).toBeNull()
  expect(await code128Modules('')).toBeNull()
})

test('draws each run of black modules as one stripe', () => {
  expect(barsPath('1101', 10)).toBe('M10 0h2v1h-2zM13 0h1v1h-1z')
})
