import i18next from 'i18next'
import { expect, test } from 'vitest'
import { readersDigits } from './i18n.ts'

test('numbers in texts stand in the reader’s digits, texts stay as they are', async () => {
  const translator = i18next.createInstance()
  const texts = (one: string, other: string) => ({ translation: { days_one: one, days_other: other } })
  await translator.use(readersDigits).init({
    resources: {
      fa: texts('{{count}} روز', '{{count}} روز {{name}}'),
      uz: texts('{{count}} kun', '{{count}} kun {{name}}'),
    },
    lng: 'fa',
    interpolation: { escapeValue: false, alwaysFormat: true },
  })
  // The types know the keys of our catalogues only.
  const text = () =>
    (translator.t as (key: string, values: object) => string)('days', { count: 1234, name: 'N12' })
  expect(text()).toBe('۱٬۲۳۴ روز N12')
  await translator.changeLanguage('uz')
  expect(text().replace(/\u00a0/g, ' ')).toBe('1 234 kun N12')
})
