/** A token that ends sooner is not sent any more when it can be renewed. */
const unsafeSeconds = 60

export interface TokenFacts {
  /** ISO; null: it never ends. */
  expiresAt: string | null
  renewal: 'refresh_token' | 'while_valid' | 'never'
  hasRefreshToken: boolean
  /** ISO; null: unknown or never. */
  refreshExpiresAt: string | null
  /** How long before its end the background renews it. */
  leadSeconds: number
  /** ISO; the background leaves it alone until then. */
  backOffUntil: string | null
}

/** `request`: before a call. `rejected`: the platform refused the token. `background`: nobody waits. */
export type RefreshOccasion = 'request' | 'rejected' | 'background'

export interface RefreshDecision {
  should: boolean
  /** `dead`: neither usable nor renewable. `unrenewable`: usable to its end, which nothing can put off. */
  reason: 'fresh' | 'unrenewable' | 'backing_off' | 'ending' | 'ended' | 'due' | 'rejected' | 'dead'
}

/** Whether a token is to be renewed now (channels contract 6.3). Pure: `now` and everything else is given. */
export function refreshDecision(token: TokenFacts, now: Date, occasion: RefreshOccasion): RefreshDecision {
  const left = secondsUntil(token.expiresAt, now)
  const isRenewable = canRenew(token, left, now)
  if (occasion === 'rejected') return isRenewable ? yes('rejected') : no('dead')
  if (left <= 0) {
    if (!isRenewable) return no('dead')
    return occasion === 'background' && isBackingOff(token, now) ? no('backing_off') : yes('ended')
  }
  if (occasion === 'request') {
    if (left >= unsafeSeconds) return no('fresh')
    return isRenewable ? yes('ending') : no('unrenewable')
  }
  if (left > token.leadSeconds) return no('fresh')
  if (!isRenewable) return no('unrenewable')
  return isBackingOff(token, now) ? no('backing_off') : yes('due')
}

const yes = (reason: RefreshDecision['reason']): RefreshDecision => ({ should: true, reason })
const no = (reason: RefreshDecision['reason']): RefreshDecision => ({ should: false, reason })

function canRenew(token: TokenFacts, left: number, now: Date): boolean {
  if (token.renewal === 'never') return false
  if (token.renewal === 'while_valid') return left > 0
  return token.hasRefreshToken && secondsUntil(token.refreshExpiresAt, now) > 0
}

function isBackingOff({ backOffUntil }: TokenFacts, now: Date): boolean {
  return backOffUntil !== null && Date.parse(backOffUntil) > now.getTime()
}

function secondsUntil(instant: string | null, now: Date): number {
  return instant === null ? Number.POSITIVE_INFINITY : (Date.parse(instant) - now.getTime()) / 1000
}
