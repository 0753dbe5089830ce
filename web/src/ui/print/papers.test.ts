import { expect, test } from 'vitest'
import { pageRule, papers } from './papers.ts'

test('a sheet has its own size, whatever is printed on it', () => {
  expect(pageRule(papers.a5, 12_000)).toBe('@page { size: 148mm 210mm; margin: 10mm }')
})

test('a roll is cut where its content ends: 96 pixels are one inch', () => {
  expect(pageRule(papers.roll80, 960)).toBe('@page { size: 80mm 263mm; margin: 4mm }')
})

test('a roll never cuts a started millimetre off', () => {
  const length = (height: number) => Number(/ (\d+)mm;/.exec(pageRule(papers.roll58, height))?.[1])
  for (const height of [1, 100.4, 377.9, 378]) {
    expect(length(height) - 2 * papers.roll58.margin).toBeGreaterThanOrEqual((height / 96) * 25.4)
  }
})
