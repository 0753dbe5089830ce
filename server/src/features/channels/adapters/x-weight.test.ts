import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { postWeight } from './x-weight.ts'

test.each([
  ['', 0],
  ['x'.repeat(280), 280],
  ['چای تازه رسید', 13],
  ['Trà — “tươi”', 12],
  ['mới', 4],
  ['新茶', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['👍', 2],
  ['👨‍👩‍👧‍👦', 2],
  ['🇻🇳🇺🇿', 4],
  ['1', 1],
  ['#', 1],
  [`https://shop.example.com/${'x'.repeat(300)}`, 23],
  ['http://a.co', 23],
  ['See https://shop.example.com/tea?size=2, now!', 33],
  ['(https://shop.example.com)', 25],
  ['https://a.example.com https://b.example.com', 47],
  ['https://localhost', 17],
  ['a\nb', 3],
  [`${'e\u0301'.repeat(40)}${'👍'.repeat(6_000)}`, 40 + 12_000],
  [`a${'\u0323\u0301'.repeat(20)}b`, 42],
])('%j weighs %d', (text, weight) => {
  expect(postWeight(text)).toBe(weight)
})

test.each([
  ['marks after an address', `http://a.co/${'!'.repeat(100_000)}a`],
  ['addresses', 'https://a.co/,'.repeat(7_000)],
  ['hosts without an end', `http://${'a.'.repeat(50_000)}1`],
  ['emoji of four', '👨‍👩‍👧‍👦'.repeat(9_000)],
  ['emoji', '👍'.repeat(50_000)],
  ['joined emoji', '👍\u200d'.repeat(33_000)],
  ['marks', '\u0323\u0301'.repeat(50_000)],
  ['marks of many kinds', `a${'\u0300\u0316\u0327\u031b\u0345\u0321\u05b0\u064b'.repeat(12_500)}`],
  ['marks on letters', 'e\u0301'.repeat(50_000)],
  ['letters of China', '新'.repeat(100_000)],
])('%s of 100,000 signs are weighed at once', async (_what, text) => {
  expect(await millisecondsOf(text)).toBeLessThan(250)
})

/** The best of three, in a heap of its own: regular expressions are ten times slower in one that a thousand tests have filled. */
async function millisecondsOf(text: string): Promise<number> {
  const code = `
    const { workerData, parentPort } = require('node:worker_threads')
    import(workerData.module).then(({ postWeight }) => {
      const used = () => {
        const start = performance.now()
        postWeight(workerData.text)
        return performance.now() - start
      }
      parentPort.postMessage(Math.min(used(), used(), used()))
    })`
  const module = new URL('./x-weight.ts', import.meta.url).href
  const worker = new Worker(code, { eval: true, workerData: { module, text } })
  const [milliseconds] = await once(worker, 'message')
  return milliseconds
}
