import { expect, test } from 'vitest'
import { codeOf } from './log-code.ts'

test('the code of a refusal is found beside the answer or in the kept refusal, and nowhere else', () => {
  expect(codeOf({ response_data: { error: 'access_denied' }, error_details: null })).toBe('access_denied')
  const kept = JSON.stringify({ error: 'Not now', code: 'rate_limited', provider: { code: '4' } })
  expect(codeOf({ response_data: null, error_details: kept })).toBe('rate_limited')
  for (const error_details of [null, '', 'a text', '[]', '"code"', '{"code":4}', 'null'])
    expect(codeOf({ response_data: null, error_details })).toBeNull()
})
