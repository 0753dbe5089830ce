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
    | 'webhook_received'
    | 'whatsapp_message_sent'
  status: 'success' | 'error'
  message: string
  responseData?: object
  errorDetails?: string | null
  now: Date
  /** What must not be in it; telling keys and patterns are hidden anyway. */
  secrets?: readonly string[]
}

const maxText = 2000

/** Writes one line of an account's log, redacted (channels contract 6.2); of an account that was deleted meanwhile none. */
export async function writeLog(tx: Executor, entry: LogEntry): Promise<void> {
  const { account, secrets = [] } = entry
  const safe = (text: string) => redactText(text, secrets).slice(0, maxText)
  await tx.query(
    `insert into channel_logs (workspace_id, account_id, action, status, message, response_data, error_details, created_at)
     select a.workspace_id, a.id, $3, $4, $5, $6, $7, $8 from channel_accounts a where a.workspace_id = $1 and a.id = $2`,
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
}
