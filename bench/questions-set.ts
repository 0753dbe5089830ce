import { readFileSync } from 'node:fs'

/** A product of an invented shop, under the key that the questions name. */
export interface ShopProduct {
  key: string
  title: string
  category: string
  brand: string
  tags: string[]
  price: string
  stock: number
  description: string
}

/** What a customer asked, and the key of the product that he meant. */
export interface Pair {
  question: string
  key: string
}

export const languages = ['en', 'fa', 'ar', 'vi', 'ru', 'uz'] as const
export type Language = (typeof languages)[number]

const folder = new URL('./questions/', import.meta.url)
const lines = (file: string): string[][] =>
  readFileSync(new URL(file, folder), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('|').map((cell) => cell.trim()))

/** The catalogue of a shop; `{red/blue}` in a title makes a product of each. */
export function readCatalogue(language: Language): ShopProduct[] {
  return lines(`catalogue.${language}.txt`).flatMap((cells) => {
    const [
      key = '',
      title = '',
      category = '',
      brand = '',
      tags = '',
      price = '',
      stock = '',
      description = '',
    ] = cells
    const choices = /\{([^}]*)\}/.exec(title)?.[1]?.split('/') ?? [null]
    return choices.map((choice, index) => ({
      key: choice === null ? key : `${key}-${index + 1}`,
      title: choice === null ? title : title.replace(/\{[^}]*\}/, choice),
      category,
      brand,
      tags: tags
        .split(/[,،]/)
        .map((tag) => tag.trim())
        .filter(Boolean),
      price,
      stock: Number(stock),
      description: description.replace('{}', choice ?? ''),
    }))
  })
}

/** `questions`: those that the rules were made with; the others nobody looked at. */
export type PairSet = 'questions' | 'held-out' | 'later'

export function readPairs(language: Language, set: PairSet): Pair[] {
  return lines(`${set}.${language}.txt`).map(([question = '', key = '']) => ({ question, key }))
}

/** Questions about nothing in any of the shops: an honest answer has no sources. */
export function readOffTopic(language: Language): string[] {
  return lines('off-topic.txt').flatMap(([of, question = '']) => (of === language ? [question] : []))
}
