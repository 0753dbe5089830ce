import type { ApiTokenRow } from './queries.ts'

/** T of sales contract 7. */
export function presentApiToken(row: ApiTokenRow, now: Date) {
  return { ...row, is_expired: row.expires_at !== null && Date.parse(row.expires_at) <= now.getTime() }
}
