import { expect, test } from 'vitest'
import { draftsPlace, emptyDraft, keepDrafts, readDrafts } from './drafts.ts'

function storageWith(value?: string) {
  const kept = new Map<string, string>(value === undefined ? [] : [[place, value]])
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  }
}
const place = draftsPlace(1, 2)
const draft = { ...emptyDraft, text: 'Good morning', reference: 'a-1' }

test('texts come back with the names they were sent under, at rest and without what went wrong', () => {
  const storage = storageWith()
  keepDrafts(storage, place, { sara: { ...draft, sending: true, error: new Error('away') }, ali: emptyDraft })
  expect(readDrafts(storage, place)).toEqual({ sara: draft })
})

test('nothing is left where nothing is to be kept', () => {
  const storage = storageWith('{"sara":{"text":"Good morning","reference":null}}')
  keepDrafts(storage, place, { sara: emptyDraft })
  expect(storage.kept.size).toBe(0)
})

test.each([
  undefined,
  'null',
  '7',
  '[]',
  '"x"',
  '{',
  '{"sara":null}',
  '{"sara":{"text":7,"reference":null}}',
  '{"sara":{"text":"x"}}',
])('%s holds no draft', (kept) => {
  expect(readDrafts(storageWith(kept), place)).toEqual({})
})

test('a browser that keeps nothing is no failure', () => {
  const refuses = () => {
    throw new DOMException('QuotaExceededError')
  }
  const storage = { getItem: refuses, setItem: refuses, removeItem: refuses }
  keepDrafts(storage, place, { sara: draft })
  keepDrafts(storage, place, {})
  expect(readDrafts(storage, place)).toEqual({})
})
