import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isStorableJson } from '../../kernel/http/body.ts'
import { readContentEvent } from './read-content.ts'

const strange = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\ud800', '<p>a &amp; b'),
)
/** Mostly what a site sends, now and then anything. */
const mostly = (usual: unknown) =>
  fc.oneof({ weight: 40, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: strange })
const fields = <K extends string>(usual: Record<K, unknown>) =>
  Object.fromEntries(Object.entries(usual).map(([key, value]) => [key, mostly(value)])) as Record<
    K,
    fc.Arbitrary<unknown>
  >

const content = fc.record(
  fields({
    id: 7,
    post_type: 'page',
    title: 'Delivery',
    content: '<p>We send [map] within two days',
    excerpt: 'Soon',
    permalink: 'https://shop.example.com/delivery/',
    author: 'Sara',
    categories: { 1: 'Help' },
    tags: ['post'],
    featured_image: '',
    status: 'publish',
    is_published: true,
    modified_date: '2025-11-10 10:00:00Z',
    metadata: [],
  }),
  { requiredKeys: ['id', 'post_type'] },
)
const event = fc.record(
  {
    ...fields({ event_id: 'wp_7_1', event_type: 'page.updated', more: 1 }),
    content: fc.oneof({ weight: 9, arbitrary: content }, { weight: 1, arbitrary: strange }),
  },
  { requiredKeys: ['event_id', 'content'] },
)

test('whatever a site sends is either read into what can be stored, or refused with 400', async () => {
  const seen = { accepted: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(event, async (body) => {
      const read = await readContentEvent(body as Record<string, unknown>)
      seen[read.ok ? 'accepted' : 'refused']++
      return read.ok
        ? isStorableJson(read.event.page) && isStorableJson(body)
        : read.refusal.status === 400 && read.refusal.fields.length > 0
    }),
    { numRuns: 1000 },
  )
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(50)
})
