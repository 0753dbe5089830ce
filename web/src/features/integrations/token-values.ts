import { instantOf, type WallTime, wallTimeOf } from '../settings/zoned-time.ts'
import type { IntegrationType, StoreToken, TokenChange, TokenInput } from './api.ts'

/** What the form of a token holds. */
export type TokenValues = {
  /** Whose token it becomes; asked on the administration screen only. */
  owner: string
  name: string
  integration_type: IntegrationType
  is_active: boolean
  /** A time on the clock of the workspace; empty means never. */
  expires_at: WallTime
  allowed_ips: string[]
}

type EditableToken = Pick<
  StoreToken,
  'name' | 'integration_type' | 'is_active' | 'expires_at' | 'allowed_ips' | 'user_email'
>

export function valuesOf(token: EditableToken, timeZone: string): TokenValues {
  return {
    owner: token.user_email,
    name: token.name,
    integration_type: token.integration_type,
    is_active: token.is_active,
    expires_at: token.expires_at === null ? '' : wallTimeOf(token.expires_at, timeZone),
    allowed_ips: token.allowed_ips,
  }
}

export function inputOf(values: TokenValues, timeZone: string): TokenInput {
  return {
    name: values.name.trim(),
    integration_type: values.integration_type,
    expires_at: instantOf(values.expires_at, timeZone),
    allowed_ips: values.allowed_ips,
  }
}

/** An expiry that nobody touched keeps its seconds. */
export function changeOf(values: TokenValues, token: EditableToken, timeZone: string): TokenChange {
  const untouched = values.expires_at === valuesOf(token, timeZone).expires_at
  return {
    name: values.name.trim(),
    is_active: values.is_active,
    expires_at: untouched ? token.expires_at : instantOf(values.expires_at, timeZone),
    allowed_ips: values.allowed_ips,
  }
}

/** Empty means never; what lies behind us would make a token that is born expired. */
export function isAhead(wall: WallTime, timeZone: string, now = Date.now()): boolean {
  if (wall === '') return true
  const instant = instantOf(wall, timeZone)
  return instant !== null && Date.parse(instant) > now
}

/** The addresses of a typed or pasted text: between them may stand commas, semicolons, spaces or line ends. */
export function addressesOf(text: string): string[] {
  return text.split(/[\s,;،؛]+/).filter((address) => address !== '')
}
