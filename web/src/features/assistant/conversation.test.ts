import { expect, test } from 'vitest'
import type { AskAnswer } from './ask.ts'
import { answered, asked, emptyConversation, progressed } from './conversation.ts'

const answer: AskAnswer = {
  success: true,
  response: 'Two teapots.',
  response_time_ms: 12,
  metadata: { sources: [], conversation_id: 'c-1' },
}

test('an answer grows by its pieces and ends as the server gave it, with the conversation to go on with', () => {
  let talk = asked(emptyConversation, 'Which teapots?')
  talk = progressed(talk, 1, ({ text }) => ({ text: `${text}Two ` }))
  talk = progressed(talk, 1, ({ text }) => ({ text: `${text}tea` }))
  expect(talk.exchanges).toMatchObject([{ state: 'asking', text: 'Two tea' }])
  talk = answered(talk, 1, answer)
  expect(talk).toMatchObject({ id: 'c-1', exchanges: [{ state: 'answered', text: 'Two teapots.' }] })
})

test('what arrives after a stop, or for a conversation that was left, changes nothing', () => {
  const stopped = progressed(asked(emptyConversation, 'A?'), 1, () => ({ state: 'stopped' }))
  expect(progressed(stopped, 1, () => ({ text: 'late' }))).toEqual(stopped)
  expect(progressed(emptyConversation, 1, () => ({ text: 'late' }))).toEqual(emptyConversation)
})

test('asking a failed question again takes its place; an answered one may be asked twice', () => {
  const failed = progressed(asked(emptyConversation, 'A?'), 1, () => ({ state: 'failed' }))
  expect(asked(failed, 'A?').exchanges).toMatchObject([{ number: 2, question: 'A?', state: 'asking' }])
  expect(asked(failed, 'B?').exchanges).toHaveLength(2)
  const done = answered(asked(emptyConversation, 'A?'), 1, answer)
  expect(asked(done, 'A?').exchanges).toMatchObject([{ number: 1 }, { number: 2 }])
})

test('an answer that the server calls unsuccessful is a failure with what was written so far', () => {
  const talk = progressed(asked(emptyConversation, 'A?'), 1, () => ({ text: 'Half' }))
  expect(answered(talk, 1, { ...answer, success: false, response: null }).exchanges).toMatchObject([
    { state: 'failed', text: 'Half' },
  ])
})
