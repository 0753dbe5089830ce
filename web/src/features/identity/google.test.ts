import { expect, test } from 'vitest'
import { arriveFromGoogle, leaveForGoogle } from './google.ts'

const google = { client_id: 'shop.example.com', authorize_url: 'https://google.example.com/auth' }

function tab(): Storage {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
    key: () => null,
    length: 0,
  }
}

function leave(storage: Storage, next?: string) {
  return new URL(leaveForGoogle(google, next, storage, 'https://shop.example.com')).searchParams
}

test('asks for an access token for our own client and comes back with it, once', () => {
  const storage = tab()
  const asked = leave(storage, '/orders?page=2')
  expect(Object.fromEntries(asked)).toMatchObject({
    client_id: 'shop.example.com',
    redirect_uri: 'https://shop.example.com/google',
    response_type: 'token',
  })
  const fragment = `#access_token=ya29.x&state=${asked.get('state')}`
  expect(arriveFromGoogle(fragment, storage)).toEqual({
    kind: 'token',
    accessToken: 'ya29.x',
    next: '/orders?page=2',
  })
  expect(arriveFromGoogle(fragment, storage)).toEqual({ kind: 'foreign' })
})

test('takes no answer that this tab did not ask for', () => {
  const storage = tab()
  leave(storage)
  expect(arriveFromGoogle('#access_token=thief&state=guessed', storage)).toEqual({ kind: 'foreign' })
  expect(arriveFromGoogle('#access_token=thief', tab())).toEqual({ kind: 'foreign' })
})

test('a refusal is no sign-in', () => {
  const storage = tab()
  const asked = leave(storage)
  expect(arriveFromGoogle(`#error=access_denied&state=${asked.get('state')}`, storage)).toEqual({
    kind: 'cancelled',
  })
})
