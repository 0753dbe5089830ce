import { expect, test } from 'vitest'
import type { AskAnswer } from './ask.ts'
import { answered, asked, newConversation, progressed, writerOf } from './conversation.ts'

const empty = newConversation('c-1')

const answer: AskAnswer = {
  success: true,
  response: 'Two teapots.',
  response_time_ms: 12,
  metadata: {
    sources: [],
    language: 'en',
    answered_by: 'catalogue',
    model: null,
    fallback_reason: null,
    retrieval: 'keyword',
    index_complete: true,
    conversation_id: 'c-1',
  },
}

test('an answer grows by its pieces and ends as the server gave it', () => {
  let talk = asked(empty, 'Which teapots?')
  talk = progressed(talk, 1, ({ text }) => ({ text: `${text}Two ` }))
  talk = progressed(talk, 1, ({ text }) => ({ text: `${text}tea` }))
  expect(talk.exchanges).toMatchObject([{ state: 'asking', text: 'Two tea' }])
  talk = answered(talk, 1, answer)
  expect(talk).toMatchObject({ id: 'c-1', exchanges: [{ state: 'answered', text: 'Two teapots.' }] })
})

test('what arrives after a stop, or for a conversation that was left, changes nothing', () => {
  const stopped = progressed(asked(empty, 'A?'), 1, () => ({ state: 'stopped' }))
  expect(progressed(stopped, 1, () => ({ text: 'late' }))).toEqual(stopped)
  expect(progressed(empty, 1, () => ({ text: 'late' }))).toEqual(empty)
})

test('asking a failed question again takes its place; an answered one may be asked twice', () => {
  const failed = progressed(asked(empty, 'A?'), 1, () => ({ state: 'failed' }))
  expect(asked(failed, 'A?').exchanges).toMatchObject([{ number: 2, question: 'A?', state: 'asking' }])
  expect(asked(failed, 'B?').exchanges).toHaveLength(2)
  const done = answered(asked(empty, 'A?'), 1, answer)
  expect(asked(done, 'A?').exchanges).toMatchObject([{ number: 1 }, { number: 2 }])
})

test('an answer that the server calls unsuccessful is a failure with what was written so far', () => {
  const talk = progressed(asked(empty, 'A?'), 1, () => ({ text: 'Half' }))
  expect(answered(talk, 1, { ...answer, success: false, response: null }).exchanges).toMatchObject([
    { state: 'failed', text: 'Half' },
  ])
})

test('the newest answer that was made of something says who writes', () => {
  const source = {
    type: 'product',
    id: '1',
    title: 'Teapot',
    price: null,
    currency: null,
    in_stock: true,
    link: null,
  }
  const talkOf = (...facts: Partial<AskAnswer['metadata']>[]) =>
    facts.reduce(
      (talk, fact, index) =>
        answered(asked(talk, `${index}?`), index + 1, {
          ...answer,
          metadata: { ...answer.metadata, ...fact },
        }),
      empty,
    )
  const found = { sources: [source] } as Partial<AskAnswer['metadata']>
  expect(writerOf(talkOf())).toBeNull()
  expect(writerOf(talkOf({}))).toBeNull()
  expect(writerOf(talkOf(found, {}))).toEqual({ kind: 'matches' })
  expect(writerOf(talkOf(found, { ...found, model: 'm' }, {}))).toEqual({ kind: 'model', model: 'm' })
  expect(writerOf(talkOf({ ...found, fallback_reason: 'model_timeout' }))).toEqual({ kind: 'fallback' })
})
