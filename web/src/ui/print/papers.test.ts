import { expect, test } from 'vitest'
import { fitting, pageRule, papers } from './papers.ts'

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

test('what has to stand on one sheet shrinks just enough, and stays readable', () => {
  // 150 mm less two margins of 5 mm and a millimetre to spare.
  const room = (139 / 25.4) * 96
  expect(fitting(papers.label, room - 1)).toBe(1)
  expect(fitting(papers.label, room * 1.25)).toBeCloseTo(0.8)
  expect(fitting(papers.label, room * 9)).toBe(0.5)
  expect(fitting(papers.roll80, room * 9)).toBe(1)
})
