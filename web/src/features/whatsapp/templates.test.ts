import { expect, test } from 'vitest'
import { filled, obstacle, parametersOf, type Template, type TemplateComponent } from './templates.ts'

const template = (body: string, more: TemplateComponent[] = [], status = 'APPROVED'): Template => ({
  name: 'order_ready',
  language: 'ar',
  status,
  components: [{ type: 'BODY', text: body }, ...more],
})

test('parameters come in the order of their numbers, each once', () => {
  expect(parametersOf(template('{{2}} then {{1}}, again {{ 2 }} and {{10}}'))).toEqual(['1', '2', '10'])
  expect(parametersOf(template('Hello world'))).toEqual([])
})

test('the preview holds what was filled in, and shows what is missing', () => {
  const text = 'مرحبا {{1}}، طلبك {{2}} جاهز. شكرا {{1}}'
  expect(filled(text, ['1', '2'], ['سارة', ' '])).toBe('مرحبا سارة، طلبك {{2}} جاهز. شكرا سارة')
  expect(filled('{{1}}', ['1'], ['$& {{1}}'])).toBe('$& {{1}}')
})

test('only what words in the body can fill is offered', () => {
  expect(obstacle(template('Hi {{1}}'))).toBeNull()
  expect(obstacle(template('Hi', [{ type: 'HEADER', format: 'TEXT', text: 'Shop' }]))).toBeNull()
  expect(
    obstacle(template('Hi', [{ type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Yes' }] }])),
  ).toBeNull()
  expect(obstacle(template('Hi', [], 'PENDING'))).toBe('notApproved')
  expect(obstacle(template('Hi', [{ type: 'HEADER', format: 'IMAGE' }]))).toBe('needsMore')
  expect(obstacle(template('Hi', [{ type: 'HEADER', format: 'TEXT', text: 'For {{1}}' }]))).toBe('needsMore')
  const link = { type: 'URL', url: 'https://shop.example.com/{{1}}' }
  expect(obstacle(template('Hi', [{ type: 'BUTTONS', buttons: [link] }]))).toBe('needsMore')
  expect(obstacle(template('Hi {{customer}}'))).toBe('needsMore')
})
