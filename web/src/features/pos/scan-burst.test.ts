import { expect, test } from 'vitest'
import { type Burst, codeOf, grow } from './scan-burst.ts'

function typed(text: string, pause: number): { burst: Burst | null; end: number } {
  let burst: Burst | null = null
  let time = 1_000
  for (const key of text) {
    burst = grow(burst, key, time)
    time += pause
  }
  return { burst, end: time }
}

test('keys without pauses are a scanned code', () => {
  const { burst, end } = typed('8930000000017', 8)
  expect(codeOf(burst, end)).toBe('8930000000017')
})

test('a person who types an amount is no scanner', () => {
  const { burst, end } = typed('400000', 90)
  expect(codeOf(burst, end)).toBeNull()
})

test('what was typed by hand before the scan is not part of it', () => {
  const first = grow(null, '3', 0)
  const { burst, end } = typed('8930000000017', 8)
  expect(grow(first, '8', 1_000).text).toBe('8')
  expect(codeOf(burst, end)).toBe('8930000000017')
})

test('two quick keys are a quantity', () => {
  const { burst, end } = typed('12', 10)
  expect(codeOf(burst, end)).toBeNull()
})

test('an Enter long after the last key ends nothing', () => {
  const { burst, end } = typed('8930000000017', 8)
  expect(codeOf(burst, end + 500)).toBeNull()
})
