import { expect, test } from 'vitest'
import { platformWords } from './platform-words.ts'

test.each([
  ['The platform refused the request: Status is a duplicate: 187', 'Status is a duplicate: 187'],
  ['Its time passed more than a day ago, while no server was working', ''],
  ['', ''],
])('%j tells in the words of the platform %j', (message, words) => {
  expect(platformWords(message)).toBe(words)
})
