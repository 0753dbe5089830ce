import { expect, test } from 'vitest'
import { type RefreshOccasion, refreshDecision, type TokenFacts } from './refresh-decision.ts'

const now = new Date('2026-03-01T10:00:00Z')
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString()
const token = (facts: Partial<TokenFacts> & { left?: number | null }): TokenFacts => ({
  expiresAt: facts.left === null ? null : inSeconds(facts.left ?? 3600),
  renewal: 'refresh_token',
  hasRefreshToken: true,
  refreshExpiresAt: null,
  leadSeconds: 900,
  backOffUntil: null,
  ...facts,
})

test.each<[string, RefreshOccasion, Parameters<typeof token>[0], boolean, string]>([
  ['a token with time left is used', 'request', { left: 60 }, false, 'fresh'],
  ['one that never ends is used', 'request', { left: null }, false, 'fresh'],
  ['one with less than a minute is not sent', 'request', { left: 59 }, true, 'ending'],
  ['nor is one past its end', 'request', { left: 0 }, true, 'ended'],
  [
    'a request does not wait for the back-off',
    'request',
    { left: -5, backOffUntil: inSeconds(60) },
    true,
    'ended',
  ],
  [
    'what cannot be renewed is used to its end',
    'request',
    { left: 5, hasRefreshToken: false },
    false,
    'unrenewable',
  ],
  ['and no longer', 'request', { left: 0, hasRefreshToken: false }, false, 'dead'],
  [
    'an outdated refresh token renews nothing',
    'request',
    { left: -1, refreshExpiresAt: inSeconds(-1) },
    false,
    'dead',
  ],
  [
    'an exchange works while the token lives',
    'request',
    { left: 30, renewal: 'while_valid', hasRefreshToken: false },
    true,
    'ending',
  ],
  [
    'and not afterwards',
    'request',
    { left: -1, renewal: 'while_valid', hasRefreshToken: false },
    false,
    'dead',
  ],
  ['a platform may know no renewal', 'request', { left: 30, renewal: 'never' }, false, 'unrenewable'],
  ['a refused token is renewed, whatever its end', 'rejected', { left: 3600 }, true, 'rejected'],
  ['if it can be', 'rejected', { left: 3600, hasRefreshToken: false }, false, 'dead'],
  ['the background waits for the lead', 'background', { left: 901 }, false, 'fresh'],
  ['then renews', 'background', { left: 900 }, true, 'due'],
  [
    'unless it has just failed',
    'background',
    { left: 900, backOffUntil: inSeconds(1) },
    false,
    'backing_off',
  ],
  ['and tries again later', 'background', { left: -1, backOffUntil: inSeconds(0) }, true, 'ended'],
  [
    'it leaves alone what lives and cannot be renewed',
    'background',
    { left: 5, renewal: 'never' },
    false,
    'unrenewable',
  ],
  ['and ends what is dead', 'background', { left: -1, renewal: 'never' }, false, 'dead'],
])('%s', (_what, occasion, facts, should, reason) => {
  expect(refreshDecision(token(facts), now, occasion)).toEqual({ should, reason })
})
