import type { Executor } from '../../kernel/database/database.ts'
import { redactJson, redactText } from './redact.ts'

export interface LogEntry {
  account: { id: number; workspace_id: number }
  action:
    | 'oauth_connect'
    | 'disconnect'
    | 'auto_refresh_token'
    | 'token_invalid'
    | 'publish_post'
    | 'comment'
    | 'sync'
    | 'fetch'
    | 'webhook_received'
    | 'whatsapp_message_sent'
  status: 'success' | 'error' | 'pending'
  message: string
  responseData?: object
  errorDetails?: string | null
  now: Date
  /** What must not be in it; telling keys and patterns are hidden anyway. */
  secrets?: readonly string[]
}

const maxText = 2000

/**
 * Writes one line of an account's log, redacted (channels contract 6.2), and answers its id; null: the account was deleted meanwhile
 * and has no log.
 */
export async function writeLog(tx: Executor, entry: LogEntry): Promise<number | null> {
  const { account, secrets = [] } = entry
  const safe = (text: string) => redactText(text, secrets).slice(0, maxText)
  const [line] = await tx.query<{ id: number }>(
    `insert into channel_logs (workspace_id, account_id, action, status, message, response_data, error_details, created_at)
     select a.workspace_id, a.id, $3, $4, $5, $6, $7, $8 from channel_accounts a where a.workspace_id = $1 and a.id = $2
     returning id`,
    [
      account.workspace_id,
      account.id,
      entry.action,
      entry.status,
      safe(entry.message),
      entry.responseData ? JSON.stringify(redactJson(entry.responseData, secrets)) : null,
      entry.errorDetails ? safe(entry.errorDetails) : null,
      entry.now,
    ],
  )
  return line?.id ?? null
}

/** Ends a pending line. */
export async function settleLog(
  tx: Executor,
  id: number,
  entry: Pick<LogEntry, 'status' | 'message' | 'responseData' | 'errorDetails'>,
): Promise<void> {
  const { status, message, responseData, errorDetails } = entry
  await tx.query(
    `update channel_logs set status = $2, message = $3, response_data = coalesce($4, response_data),
       error_details = coalesce($5, error_details)
     where id = $1 and status = 'pending'`,
    [
      id,
      status,
      redactText(message),
      responseData ? JSON.stringify(redactJson(responseData, [])) : null,
      errorDetails ? redactText(errorDetails) : null,
    ],
  )
}
