import { expect, test } from 'vitest'
import { type Draft, emptyDraft, inputOf, keepDraft, proposedTime, readDraft, timeProblem } from './draft.ts'
import { postLength } from './post-length.ts'
import { mergedProblems, problemsOf } from './problems.ts'

const zone = 'Asia/Ho_Chi_Minh'
const now = Date.parse('2026-11-21T08:20:30Z')
const draft = (change: Partial<Draft> = {}): Draft => ({
  ...emptyDraft('k'),
  message: 'Tea',
  targets: [{ account: 3, message: null, options: {} }],
  ...change,
})

function shelf() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  }
}

test('a draft comes back as it was left, with its key; an empty one is not kept', () => {
  const storage = shelf()
  const written = draft({ when: 'later', wall: '2026-12-01T10:00', media: [{ type: 'video', url: '/v' }] })
  keepDraft(storage, 'here', written)
  expect(readDraft(storage, 'here')).toEqual(written)
  expect(readDraft(storage, 'elsewhere')).toBeNull()
  keepDraft(storage, 'here', draft({ message: '  ', media: [] }))
  expect(storage.kept.size).toBe(0)
})

test.each(['', 'null', '{', '[]', '{"message":1}', JSON.stringify(draft({ media: [null] as never }))])(
  'what is no draft counts as nothing: %s',
  (text) => {
    const storage = shelf()
    storage.setItem('here', text)
    expect(readDraft(storage, 'here')).toBeNull()
  },
)

test('the time is that of the workspace', () => {
  expect(inputOf(draft({ when: 'later', wall: '2026-12-01T10:00' }), zone).scheduled_at).toBe(
    '2026-12-01T03:00:00.000Z',
  )
  expect(inputOf(draft({ wall: '2026-12-01T10:00' }), zone).scheduled_at).toBeNull()
})

test('a time behind us, more than a year ahead or none is no time for a post; the minute at hand is', () => {
  const judge = (wall: string) => timeProblem({ when: 'later', wall }, zone, now)
  expect(judge('2026-11-21T15:20')).toBeNull()
  expect(judge('2026-11-21T15:19')).toBe('past')
  expect(judge('2027-11-21T15:20')).toBeNull()
  expect(judge('2027-11-24T15:20')).toBe('far')
  expect(judge('')).toBe('missing')
  expect(timeProblem({ when: 'now', wall: '' }, zone, now)).toBeNull()
})

test('a day ahead is proposed with a time in its morning, today with the next hour', () => {
  expect(proposedTime(undefined, zone, now)).toBe('2026-11-21T16:00')
  expect(proposedTime('2026-11-21', zone, now)).toBe('2026-11-21T16:00')
  expect(proposedTime('2026-12-01', zone, now)).toBe('2026-12-01T10:00')
  expect(proposedTime('2020-01-01', zone, now)).toBe('2026-11-21T16:00')
})

test('letters are counted as each platform counts them', () => {
  expect(postLength('code_points', 'سلام 👋', null)).toBe(6)
  expect(postLength('weighted', 'سلام 👋', null)).toBe(7)
  expect(postLength('weighted', 'xin chào', null)).toBe(8)
  expect(postLength('weighted', `look: https://example.com/${'a'.repeat(200)}`, null)).toBe(29)
  expect(postLength('weighted', 'look', 'https://example.com/')).toBe(4 + 1 + 23)
  expect(postLength('weighted', 'look https://example.com/', 'https://example.com/')).toBe(5 + 23)
  expect(postLength('weighted', '👨‍👩‍👧 (https://example.com).', null)).toBe(2 + 2 + 23 + 2)
  expect(postLength('weighted', '日本', null)).toBe(4)
})

const page = {
  max_length: 10,
  counting: 'code_points' as const,
  text_only: true,
  message_required: true,
  media: ['image'],
  max_media: 1,
  link: true,
}
const video = { ...page, text_only: false, message_required: false, media: ['image', 'video'], max_media: 35 }
const image = { type: 'image' as const, url: 'https://example.com/a.jpg' }
const film = { type: 'video' as const, url: 'https://example.com/a.mp4' }
const codes = (rules: typeof page, content: object) =>
  problemsOf(rules, { message: 'Tea', link: null, media: [], ...content }).map(({ code }) => code)

test('posts are judged by the rules of their platform while they are written', () => {
  expect(codes(page, {})).toEqual([])
  expect(codes(page, { message: ' ' })).toEqual(['required'])
  expect(codes(page, { message: ' ', media: [image] })).toEqual(['required'])
  expect(codes(page, { message: 'Eleven long' })).toEqual(['max_length'])
  expect(codes(page, { media: [film] })).toEqual(['media_type'])
  expect(codes(page, { media: [image, image] })).toEqual(['max_media'])
  expect(codes(page, { link: 'https://example.com', media: [image] })).toEqual(['link_and_media'])
  expect(codes(video, {})).toEqual(['media_required'])
  expect(codes(video, { link: 'https://example.com', media: [film] })).toEqual([])
  expect(codes(video, { message: '', media: [film] })).toEqual([])
  expect(codes(video, { media: [film, image] })).toEqual(['video_alone'])
  expect(codes({ ...video, link: false }, { media: [film], link: 'https://example.com' })).toEqual([
    'link_not_supported',
  ])
})

test('what form and server both find is said once', () => {
  const required = { field: 'message', code: 'required' }
  const inactive = { field: 'account', code: 'inactive' }
  expect(mergedProblems([required], [{ field: 'message', code: 'blank' }, inactive])).toEqual([
    required,
    inactive,
  ])
})
