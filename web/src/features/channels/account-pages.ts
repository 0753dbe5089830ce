import type { ChannelAccount } from './api.ts'

export type AccountPage = { id: string; name: string }

/** The pages that the person who connected an account manages (`metadata.pages`); of platforms without pages none. */
export function pagesOf({ metadata }: Pick<ChannelAccount, 'metadata'>): AccountPage[] {
  const pages: unknown = metadata.pages
  if (!Array.isArray(pages)) return []
  return pages.flatMap((page: { id?: unknown; name?: unknown } | null) =>
    typeof page?.id === 'string'
      ? [{ id: page.id, name: typeof page.name === 'string' && page.name !== '' ? page.name : page.id }]
      : [],
  )
}

/** When the platform takes calls for this account again (milliseconds since 1970), as a 429 has told; null: at any time. */
export function limitEnd({ metadata }: Pick<ChannelAccount, 'metadata'>): number | null {
  const limit: unknown = metadata.rate_limit
  if (typeof limit !== 'object' || limit === null || !('retry_at' in limit)) return null
  const end = typeof limit.retry_at === 'string' ? Date.parse(limit.retry_at) : Number.NaN
  return Number.isNaN(end) ? null : end
}
