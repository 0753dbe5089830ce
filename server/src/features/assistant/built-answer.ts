import type { Found, FoundPage, FoundProduct } from './found-entries.ts'
import type { Language } from './function-words.ts'
import { type Phrases, phrases } from './phrases.ts'

/** Products that are told in sentences; the others are only counted. */
const maxTold = 3
const maxQuote = 240

/** The answer without a model: the best matches in sentences of the asker's language, or honestly that there are none. */
export function buildAnswer(found: Found[], language: Language): string {
  const say = phrases[language]
  const [best] = found
  if (!best) return say.notFound
  const products = found.filter((one) => one.type === 'product')
  const told = products.slice(0, maxTold).map((product) => tellProduct(product, say, language))
  const left = products.length - told.length
  const page = found.find((one) => one.type === 'page')
  const quote = page && (best === page || products.length === 0) ? [tellPage(page, say)] : []
  const list = told.length > 1 ? [say.intro, ...told.map((line) => `• ${line}`)] : told
  return [...quote, ...list, ...(left > 0 ? [say.more(left)] : [])].join('\n')
}

function tellProduct(product: FoundProduct, say: Phrases, language: Language): string {
  const amount = (price: string) =>
    `${shownPrice(price, language)} ${say.currencies[product.currency] ?? product.currency}`
  const price =
    product.price === null
      ? say.noPrice
      : say.price(amount(product.price), product.originalPrice && amount(product.originalPrice))
  const sentence = [price, product.inStock ? say.inStock : say.soldOut].join(say.comma)
  return `${oneLine(product.title)}: ${sentence}.${product.link ? ` ${product.link}` : ''}`
}

function tellPage(page: FoundPage, say: Phrases): string {
  const text = oneLine(page.text)
  const quote =
    text.length > maxQuote ? `${text.slice(0, text.lastIndexOf(' ', maxQuote) || maxQuote)} …` : text
  return [`${say.page(oneLine(page.title))} ${quote}`, page.link].filter(Boolean).join(' ')
}

/** Exact, in the digits and groups of the language; "850000.00" loses its decimals: customers do not count in hundredths that are none. */
function shownPrice(price: string, language: Language): string {
  const decimals = price.endsWith('.00') ? 0 : 2
  return new Intl.NumberFormat(language, {
    useGrouping: 'min2',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(price as Intl.StringNumericLiteral)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
