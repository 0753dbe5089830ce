import { expect, test } from 'vitest'
import { ApiError } from '../../app/api.ts'
import { referenceAfter } from './refusals.ts'

const after = (facts: Partial<ApiError>) =>
  referenceAfter(new ApiError({ status: 504, message: '', ...facts } as ApiError), 'one')

test('a try without an answer is repeated as the same message', () => {
  expect(after({ status: 0, code: 'NETWORK' })).toBe('one')
  expect(after({ status: 502 })).toBe('one')
  expect(after({ status: 409, code: 'send_in_progress' })).toBe('one')
})

test('what was refused, or may have been sent as the reader was told, is another message when it is sent again', () => {
  expect(after({ status: 400, code: 'provider_rejected' })).not.toBe('one')
  expect(after({ code: 'provider_timeout', unconfirmed: true })).not.toBe('one')
})
