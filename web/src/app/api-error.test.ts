import { expect, test } from 'vitest'
import { apiErrorOf } from './api-error.ts'
import { formPath } from './errors.ts'

test('the envelope dialect gives code, message and the first text of each field', () => {
  const body = {
    success: false,
    error: {
      code: 'VALIDATION_ERROR',
      message: 'Taken',
      details: { email: ['Taken', 'Other'], name: 'Short' },
    },
  }
  expect(apiErrorOf(400, body, null)).toMatchObject({
    status: 400,
    code: 'VALIDATION_ERROR',
    message: 'Taken',
    fields: { email: 'Taken', name: 'Short' },
  })
})

test('the sales dialect gives one text per parameter', () => {
  const body = {
    errors: [
      { msg: 'Name is required', param: 'name', location: 'body' },
      { msg: 'Invalid value', param: 'items[0].quantity', location: 'body' },
    ],
  }
  const error = apiErrorOf(400, body, null)
  expect(error.message).toBe('Name is required')
  expect(error.fields).toEqual({ name: 'Name is required', 'items[0].quantity': 'Invalid value' })
  expect(formPath('items[0].quantity')).toBe('items.0.quantity')
})

test('the sales dialect’s plain message belongs to no field', () => {
  expect(apiErrorOf(404, { message: 'Product not found' }, null)).toMatchObject({
    status: 404,
    message: 'Product not found',
    fields: {},
  })
})

test('the REST framework dialect gives the detail or the fields', () => {
  expect(apiErrorOf(403, { detail: 'No' }, null).message).toBe('No')
  expect(apiErrorOf(400, { url: ['Bad address'] }, null).fields).toEqual({ url: 'Bad address' })
  const second = apiErrorOf(400, { allowed_ips: { 1: ['No address'] } }, null)
  expect(second.fields).toEqual({ 'allowed_ips.1': 'No address' })
  expect(second.message).toBe('No address')
})

test('Retry-After arrives in seconds; a missing or unreadable body still makes an error', () => {
  expect(apiErrorOf(429, undefined, '840').retryAfter).toBe(840)
  expect(apiErrorOf(502, 'bad gateway', null)).toMatchObject({
    status: 502,
    fields: {},
    retryAfter: undefined,
  })
})

test('a refused action of channels keeps its code, its fields and the words of the platform', () => {
  const body = {
    error: 'The platform refused the request',
    code: 'provider_rejected',
    fields: { 'targets.0.message': ['Too long'] },
    provider: { platform: 'meta', status: 400, code: '506', message: 'Duplicate status message' },
  }
  expect(apiErrorOf(400, body, null)).toMatchObject({
    code: 'provider_rejected',
    message: 'The platform refused the request',
    fields: { 'targets.0.message': 'Too long' },
    platformSays: 'Duplicate status message',
  })
})

test('a lost answer of a platform is told apart from a refusal', () => {
  const body = { error: 'No answer in time', code: 'provider_timeout', unconfirmed: true }
  expect(apiErrorOf(504, body, null)).toMatchObject({ code: 'provider_timeout', unconfirmed: true })
  expect(apiErrorOf(504, { ...body, unconfirmed: undefined }, null).unconfirmed).toBe(false)
})
