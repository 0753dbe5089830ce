import { Refusal } from '../../../kernel/errors.ts'
import { withAccess } from '../account-access.ts'
import type { Draft, Provider, ProviderCall, Published } from '../adapter.ts'
import { demandAbility, demandPublishable } from '../content.ts'
import type { Channels } from '../platforms.ts'
import { didNothing } from '../provider-client.ts'
import { actionRefusal } from '../provider-error.ts'
import type { AccountRow } from '../queries.ts'
import type { TargetErrorCode } from './schemas.ts'

/** How one try to publish ended. */
export type Outcome =
  | { kind: 'done'; published: Published }
  /** Nothing was published. `later`: it may go well another time. */
  | { kind: 'refused' | 'later'; refusal: Refusal }
  /** Nothing was published; the platform wants to be left alone so long. */
  | { kind: 'limited'; refusal: Refusal; waitMs: number }
  /** It may be published: the answer was lost. */
  | { kind: 'unknown'; refusal: Refusal }

/**
 * Publishes at most once. `beforeCall` runs when everything but the call itself is done, and may throw to call it off. Throws what is
 * no refusal only while certainly nothing was published.
 */
export async function publishOnce(
  channels: Channels,
  account: AccountRow,
  draft: Draft,
  beforeCall: () => Promise<void>,
): Promise<Outcome> {
  const state: { mayExist: boolean; published: Published | null } = { mayExist: false, published: null }
  try {
    const { adapter, run } = demandAbility(channels, account, 'publish')
    demandPublishable(adapter, draft)
    const published = await withAccess(channels, account, async (provider, access) => {
      // A renewed token must not send again what the platform may have taken.
      if (state.mayExist) throw actionRefusal('provider_unavailable')
      await beforeCall()
      state.published = await run(watched(provider, state), access, draft)
      return state.published
    })
    return { kind: 'done', published }
  } catch (error) {
    if (state.published) return { kind: 'done', published: state.published }
    const refusal = error instanceof Refusal ? error : actionRefusal('provider_unavailable')
    if (state.mayExist) return { kind: 'unknown', refusal }
    if (!(error instanceof Refusal)) throw error
    return outcomeOf(error)
  }
}

/** Notes whether what was called so far may have made a post: a writing call that went well, or whose answer was lost. */
function watched(provider: Provider, state: { mayExist: boolean }): Provider {
  const isWrite = ({ method, isRead }: ProviderCall) => method !== 'GET' && !isRead
  return {
    ...provider,
    async call(call) {
      const before = state.mayExist
      if (isWrite(call)) state.mayExist = true
      try {
        return await provider.call(call)
      } catch (error) {
        if (didNothing(error)) state.mayExist = before
        throw error
      }
    },
  }
}

function outcomeOf(refusal: Refusal): Outcome {
  const { code, retry_after } = refusal.body ?? {}
  if (code === 'rate_limited') return { kind: 'limited', refusal, waitMs: Number(retry_after) * 1000 }
  const mayPass = code === 'provider_unavailable' || code === 'provider_timeout'
  return { kind: mayPass ? 'later' : 'refused', refusal }
}

/** What people and programs are told of a refusal, with what the platform said. */
export function errorOf({ message, body }: Refusal): { code: TargetErrorCode; message: string } {
  const { code, provider, fields } = (body ?? {}) as {
    code?: TargetErrorCode
    provider?: { message?: string | null }
    fields?: Record<string, string[]>
  }
  const said = provider?.message ?? Object.values(fields ?? {}).flat()[0]
  return { code: code ?? 'internal_error', message: (said ? `${message}: ${said}` : message).slice(0, 1000) }
}
