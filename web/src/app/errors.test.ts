import type { UseFormReturnType } from '@mantine/form'
import type { TFunction } from 'i18next'
import { describe, expect, test } from 'vitest'
import { ApiError } from './api-error.ts'
import { applyFormErrors, errorText } from './errors.ts'

const t = ((key: string, values?: Record<string, unknown>) =>
  values ? `${key} ${JSON.stringify(values)}` : key) as unknown as TFunction<'common'>

function fakeForm(values: Record<string, unknown>) {
  const shown: Record<string, unknown> = {}
  const form = { getValues: () => values, setErrors: (errors: object) => void Object.assign(shown, errors) }
  return { form: form as unknown as UseFormReturnType<Record<string, unknown>>, shown }
}

const refusal = (fields: Record<string, string>) => new ApiError({ status: 400, message: 'No', fields })

describe('applyFormErrors', () => {
  test('puts each text at its field and says nothing in general', () => {
    const { form, shown } = fakeForm({ name: '', items: [] })
    const rest = applyFormErrors(form, refusal({ name: 'Required', 'items[1].quantity': 'Too many' }), t)
    expect(shown).toEqual({ name: 'Required', 'items.1.quantity': 'Too many' })
    expect(rest).toBeNull()
  })

  test('prefers our translated text and follows a renamed field', () => {
    const { form, shown } = fakeForm({ password: '' })
    applyFormErrors(form, refusal({ new_password: 'Too common' }), t, {
      texts: { new_password: 'weak' },
      names: { new_password: 'password' },
    })
    expect(shown).toEqual({ password: 'weak' })
  })

  test('returns what belongs to no field of the form', () => {
    const { form, shown } = fakeForm({ name: '' })
    expect(applyFormErrors(form, refusal({ non_field_errors: 'Together wrong' }), t)).toBe('Together wrong')
    expect(shown).toEqual({})
  })

  test('a lock-out is told in minutes, whatever its details hold', () => {
    const { form } = fakeForm({ email: '' })
    const error = new ApiError({
      status: 429,
      code: 'LOCKED_OUT',
      message: 'Locked',
      fields: { retry_after_seconds: '840' },
      retryAfter: 840,
    })
    expect(applyFormErrors(form, error, t)).toBe('errors.lockedOut {"count":14}')
  })
})

test.each([
  [0, 'errors.network'],
  [401, 'errors.sessionEnded'],
  [403, 'errors.forbidden'],
  [404, 'errors.notFound'],
  [413, 'errors.tooLarge'],
  [500, 'errors.server'],
])('status %d is told as %s', (status, key) => {
  expect(errorText(t, new ApiError({ status, message: 'x' }))).toBe(key)
})
