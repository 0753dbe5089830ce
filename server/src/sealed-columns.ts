import { sealedTokens, sealedVerifiers } from './features/channels/index.ts'
import type { SealedColumn } from './kernel/crypto/sealed.ts'
import { sealedAnswers } from './kernel/http/idempotency.ts'
import { sealedMails } from './kernel/mail/mail.ts'

/** Everything that the key ring sealed anywhere in the database: what a change of keys seals anew. */
export const sealedColumns: readonly SealedColumn[] = [
  sealedTokens,
  sealedVerifiers,
  sealedAnswers,
  sealedMails,
]
