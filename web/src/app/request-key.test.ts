import { expect, test } from 'vitest'
import { ApiError } from './api-error.ts'
import { keyAfter, newRequestKey } from './request-key.ts'

const failure = (status: number) => new ApiError({ status, message: 'No' })

test('a request without an answer is repeated under its own key', () => {
  const key = newRequestKey()
  for (const error of [failure(0), failure(500), failure(503), new TypeError('Failed to fetch')]) {
    expect(keyAfter(error, key)).toBe(key)
  }
})

test('what follows a refusal is another request', () => {
  const key = newRequestKey()
  for (const status of [400, 404, 409, 429]) expect(keyAfter(failure(status), key)).not.toBe(key)
})
