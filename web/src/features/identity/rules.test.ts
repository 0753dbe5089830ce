import type { TFunction } from 'i18next'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../app/api-error.ts'
import { emailProblem, newPasswordProblem, passwordRefusal } from './rules.ts'

const t = ((key: string) => key) as unknown as TFunction<'auth'>

test.each([
  ['short', 'errors.passwordShort'],
  ['12345678', 'errors.passwordDigits'],
  ['۱۲۳۴۵۶۷۸', 'errors.passwordDigits'],
  ['x'.repeat(129), 'errors.passwordLong'],
  ['long enough', null],
])('the password %s: %s', (password, problem) => {
  expect(newPasswordProblem(t, password)).toBe(problem)
})

test('an e-mail address needs one @ and a dot after it', () => {
  expect(emailProblem(t, ' sara@example.com ')).toBeNull()
  for (const text of ['', 'sara', 'sara@example', 'a b@example.com'])
    expect(emailProblem(t, text)).toBe('errors.email')
})

describe('passwordRefusal', () => {
  const refusal = (message: string, fields = {}) =>
    new ApiError({ status: 400, code: 'BUSINESS_LOGIC_ERROR', message, fields })

  test('tells a used password from a wrong one and from a dead link', () => {
    expect(passwordRefusal(refusal('This password was used before. Choose another one.'))).toBe('used')
    expect(passwordRefusal(refusal('The current password is wrong.'))).toBe('wrong')
    expect(passwordRefusal(refusal('This link was used already.'))).toBe('wrong')
  })

  test('believes a named field more than the wording', () => {
    expect(passwordRefusal(refusal('No', { new_password: 'No' }))).toBe('used')
    expect(passwordRefusal(refusal('Used before', { old_password: 'No' }))).toBe('wrong')
  })

  test('leaves other failures to the form', () => {
    expect(passwordRefusal(new ApiError({ status: 400, code: 'VALIDATION_ERROR', message: 'x' }))).toBeNull()
    expect(passwordRefusal(new ApiError({ status: 0, message: 'x' }))).toBeNull()
  })
})
