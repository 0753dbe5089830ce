import type { Services } from '../../kernel/services.ts'
import type { Adapter, PlatformSettings, Provider, RateFacts } from './adapter.ts'
import { createProvider } from './provider-client.ts'

export interface Platform {
  adapter: Adapter
  /** Null: the server has no client id or secret for it. */
  settings: PlatformSettings | null
}

/** The platforms that this server knows, by id, and what reaching them takes. */
export interface Channels {
  services: Services
  platforms: ReadonlyMap<string, Platform>
  /** Waits so many milliseconds; tests do not. */
  pause(ms: number): Promise<void>
  /** Renewals that run in this process, by account: others wait for their result. */
  renewals: Map<number, Promise<unknown>>
}

export interface ProviderOptions {
  /** What must appear in no text of this operation. */
  secrets?: readonly string[]
  timeoutMs?: number
  once?: boolean
  onRate?(facts: RateFacts): void
}

/** The client of a configured platform for one operation. */
export function openProvider(
  { services, pause }: Channels,
  platform: { adapter: Adapter; settings: PlatformSettings },
  options: ProviderOptions = {},
): Provider {
  const { clock, random } = services
  return createProvider({ ...platform, clock, random, pause, secrets: [], ...options })
}

/** `platform` as configured, or null. */
export function configured(
  { platforms }: Pick<Channels, 'platforms'>,
  id: string,
): { adapter: Adapter; settings: PlatformSettings } | null {
  const platform = platforms.get(id)
  return platform?.settings ? { adapter: platform.adapter, settings: platform.settings } : null
}
