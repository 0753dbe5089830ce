import { Refusal } from '../../kernel/errors.ts'
import type { Adapter, ContentPage, Draft } from './adapter.ts'
import { judgeDraft } from './judge-draft.ts'
import { type LogEntry, writeLog } from './log.ts'
import type { Channels } from './platforms.ts'
import { actionRefusal } from './provider-error.ts'
import type { AccountRow } from './queries.ts'
import { demandConnected } from './renew-token.ts'

type Ability =
  | 'listPosts'
  | 'publish'
  | 'listComments'
  | 'reply'
  | 'hide'
  | 'insights'
  | 'sendMessage'
  | 'listTemplates'

/** What the account's platform can do, as the first checks of every action: whether it can at all, whether the account may. */
export function demandAbility<A extends Ability>(
  channels: Channels,
  account: AccountRow,
  ability: A,
): { adapter: Adapter; run: NonNullable<Adapter[A]> } {
  const adapter = channels.platforms.get(account.platform)?.adapter
  const run = adapter?.[ability]
  if (!adapter || !run) throw actionRefusal('not_supported')
  demandConnected(account)
  return { adapter, run: run as NonNullable<Adapter[A]> }
}

/**
 * Reads what was sent; what is wrong with it becomes the `validation_error` of channels contract 1. `keyOf` writes the path of a
 * field in another way.
 */
export function validated<T>(read: () => T, keyOf = (path: string) => path): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Refusal) || error.fields.length === 0) throw error
    const fields: Record<string, string[]> = {}
    for (const { path, message } of error.fields) {
      const key = keyOf(path)
      fields[key] = [...(fields[key] ?? []), message]
    }
    throw actionRefusal('validation_error', { fields })
  }
}

/** The refusal of one field of an action. */
export const wrong = (field: string, text: string) =>
  actionRefusal('validation_error', { fields: { [field]: [text] } })

/** Judges a draft by the rules of its platform; throws `validation_error`. */
export function demandPublishable(adapter: Adapter, draft: Draft): void {
  const rules = adapter.publishing
  if (!rules) throw actionRefusal('not_supported')
  const faults = judgeDraft(rules, draft)
  if (faults.length === 0) return
  const fields = Object.fromEntries(faults.map(({ field, message }) => [field, [message]]))
  throw actionRefusal('validation_error', { fields })
}

/** A page in Graph's shape, the same for every platform (channels contract 5.1); `next` is an address of ours. */
export function presentPage<T>({ rows, after }: ContentPage<T>, path: string, query: Record<string, string>) {
  if (after === null) return { data: rows, paging: { cursors: { after: null } } }
  const next = `${path}?${new URLSearchParams({ ...query, after })}`
  return { data: rows, paging: { cursors: { after }, next } }
}

/** Runs what changes something on the platform and notes how it went. */
export async function noted<T extends object>(
  { services }: Channels,
  account: AccountRow,
  action: LogEntry['action'],
  message: string,
  work: () => Promise<T>,
): Promise<T> {
  const note = (entry: Pick<LogEntry, 'status' | 'message' | 'responseData' | 'errorDetails'>) =>
    writeLog(services.db, { account, action, now: services.clock.now(), ...entry })
  try {
    const result = await work()
    await note({ status: 'success', message, responseData: result })
    return result
  } catch (error) {
    if (error instanceof Refusal)
      await note({ status: 'error', message: error.message, errorDetails: JSON.stringify(error.body) })
    throw error
  }
}

/** Runs what only reads from the platform. That it failed there is noted; what went well would fill the log. */
export async function fetched<T>(
  { services }: Channels,
  account: AccountRow,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const wasAsked = error instanceof Refusal && (error.body?.provider || error.status >= 500)
    if (wasAsked)
      await writeLog(services.db, {
        account,
        action: 'fetch',
        status: 'error',
        message: `${what}: ${error.message}`,
        errorDetails: JSON.stringify(error.body),
        now: services.clock.now(),
      })
    throw error
  }
}
