import type { Executor } from '../../kernel/database/database.ts'

/** A question and what was answered. */
export interface Turn {
  question: string
  response: string
}

/** Whose conversation, and what the client calls it. The name means nothing to anybody else: to them it is a new one. */
export interface Conversation {
  workspaceId: number
  userId: number
  id: string
}

/** Turns that a model is reminded of. */
const rememberedTurns = 4

/** The last turns, oldest first. */
export async function lastTurns(db: Executor, conversation: Conversation): Promise<Turn[]> {
  const rows = await db.query<Turn>(
    {
      name: 'assistant-turns',
      text: `select question, response from assistant_turns
             where workspace_id = $1 and user_id = $2 and conversation_id = $3 order by id desc limit $4`,
    },
    [conversation.workspaceId, conversation.userId, conversation.id, rememberedTurns],
  )
  return rows.reverse()
}

export async function saveTurn(
  db: Executor,
  conversation: Conversation,
  turn: Turn,
  now: Date,
): Promise<void> {
  await db.query(
    `insert into assistant_turns (workspace_id, user_id, conversation_id, question, response, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [conversation.workspaceId, conversation.userId, conversation.id, turn.question, turn.response, now],
  )
}

/** Questions may name people; what is older than 30 days is forgotten. */
export async function forgetOldTurns(db: Executor, now: Date): Promise<void> {
  const monthAgo = new Date(now.getTime() - 30 * 86_400_000)
  await db.query('delete from assistant_turns where created_at < $1', [monthAgo])
}
