import type { Context } from '../../kernel/http/route.ts'

/** What an operation needs of the request: the database to work on, who acts, and from where (for the audit log). */
export type Act = Pick<Context, 'db' | 'caller' | 'services' | 'ip' | 'requestId'>
