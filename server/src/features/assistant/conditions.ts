import type { Token } from './tokens.ts'

/** What a question demands beyond words; judged on the rows when answering. */
export interface Conditions {
  /** Inclusive bounds as decimal strings, in the currency of each product. */
  minPrice: string | null
  maxPrice: string | null
  /** Wished for, not demanded: who asks for one sold-out product must hear that it is. */
  inStock: boolean
  discounted: boolean
  /** The lowest price first. */
  cheapest: boolean
}

export interface ReadConditions {
  conditions: Conditions
  /** The tokens that say what is looked for. */
  rest: Token[]
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/))

const multipliers: [RegExp, number][] = [
  [/^(?:k|nghin|ngan|thousand|тыс|тысяч[аи]?|هزار|الف|ming(?:dan|gacha)?)$/, 1000],
  [
    /^(?:tr|trieu|million|millions|mln|миллион(?:а|ов)?|млн|میلیون|ملیون|(?:mln|million)(?:dan|gacha))$/,
    1_000_000,
  ],
]
const currency =
  /^(?:usd|dollars?|eur|euros?|vnd|dong|d|irt|irr|toman|تومان|تومن|ریال|درهم|دینار|جنیه|руб|рубл(?:ь|я|ей)|р|sum|som|uzs|сум|сўм)(?:dan|gacha|mdan)?$|^so?m(?:dan|gacha)$/
/** A number with a unit is a size, not a price. */
const unit =
  /^(?:gb|tb|kg|g|gr|l|lit|litr[a-z]*|lit(?:er|re)s?|ml|cm|mm|m|w|mah|inch(?:es)?|hz|гб|кг|г|гр|л|литр[а-я]*|мл|см|мм|м|вт|мач|дюйм[а-я]*|градус[а-я]*|گیگ[ا-ی]*|جیجا|کیلو[ا-ی]*|گرم|جرام|لیتر[ا-ی]*|لتر|سانت[ا-ی]*|سم|متر[ا-ی]*|وات|واط|اینچ|بوصه|yosh[a-z]*|ky|năm|tuoi)$/
const most = words(
  'under below cheaper less max maximum upto within زیر کمتر ارزانتر ارزونتر حداکثر تا تحت اقل ارخص duoi до дешевле меньше максимум',
)
const least = words('over above minimum بالای بیشتر گرانتر گرونتر حداقل فوق اکثر اغلی от дороже больше')
const between = words('than to از من عن hon price чем the')
const mostAfter = words('arzon arzonroq kam kamroq past oshmagan پایین xuong cheaper')
const leastAfter = words('qimmat qimmatroq ortiq yuqori baland kop بالا len')
const rangeBegins = words('between from بین از من tu от между')
const rangeGoesOn = words('and to تا و الی den toi до и')
const cheapest = /^(?:cheapest|ارزان?ترین|ارزونترین|الارخص|ارخص|дешев(?:ый|ая|ое|ые)|arzoni)$/
const cheapestPair = /^(?:самы[а-я]+ дешев[а-я]+|сам[а-я]+ дешев[а-я]+|eng arzon[a-z]*|lowest price)$/
const discounts =
  /^(?:discount(?:s|ed)?|sale|offers?|تخفیف[ا-ی]*|حراج[ا-ی]*|تخفیضات|خصم|خصومات|عروض|تنزیلات|скидк[а-я]*|акци[а-я]*|распродаж[а-я]*|chegirma[a-z]*|aksiya[a-z]*|khuyenmai)$/

/** Finds prices, "in stock" and "discount" in any of the six languages; what they are made of is no search word. */
export function readConditions(tokens: Token[]): ReadConditions {
  const used = new Set<number>()
  const conditions: Conditions = {
    minPrice: null,
    maxPrice: null,
    inStock: false,
    discounted: false,
    cheapest: false,
  }
  tokens.forEach((token, at) => {
    const next = tokens[at + 1]
    if (used.has(at)) return
    // A version or an address is no amount.
    if (token.isNumber && Number.isNaN(Number(token.word))) return
    if (token.isNumber) readRange(tokens, at, conditions, used) || readPrice(tokens, at, conditions, used)
    else if (cheapest.test(token.word)) {
      conditions.cheapest = true
      used.add(at)
    } else if (
      isPair(token, next, 're', 'nhat') ||
      (next && cheapestPair.test(`${token.word} ${next.word}`))
    ) {
      conditions.cheapest = true
      used.add(at).add(at + 1)
    } else if (discounts.test(token.word)) {
      conditions.discounted = true
      used.add(at)
    } else if (isPair(token, next, 'giam', 'gia') || isPair(token, next, 'khuyen', 'mai')) {
      conditions.discounted = true
      used.add(at).add(at + 1)
    } else if (saysInStock(token, next)) {
      conditions.inStock = true
      used.add(at)
      if (next && /^(?:stock|hang|наличии)$/.test(next.word)) used.add(at + 1)
    }
  })
  return { conditions, rest: tokens.filter((_, at) => !used.has(at)) }
}

function isPair(token: Token, next: Token | undefined, first: string, second: string): boolean {
  return token.word === first && next?.word === second
}

function saysInStock(token: Token, next: Token | undefined): boolean {
  if (/^(?:موجود[ا-ی]*|متوفر[ا-ی]*|متاح[ا-ی]*|available|наличии|mavjud[a-z]*)$/.test(token.word)) return true
  return isPair(token, next, 'in', 'stock') || isPair(token, next, 'con', 'hang')
}

/** "Between 100 and 200", «از ۱۰۰ تا ۲۰۰ هزار»: what multiplies the second number multiplies the first. True when it was one. */
function readRange(tokens: Token[], at: number, conditions: Conditions, used: Set<number>): boolean {
  const word = (index: number) => tokens[index]?.word ?? ''
  const factorAt = (index: number) => multipliers.find(([form]) => form.test(word(index)))?.[1]
  if (!rangeBegins.has(word(at - 1))) return false
  let middle = at + 1
  const own = factorAt(middle)
  if (own) middle++
  if (currency.test(word(middle))) middle++
  if (!rangeGoesOn.has(word(middle)) || Number.isNaN(Number(word(middle + 1) || 'none'))) return false
  let end = middle + 2
  const factor = factorAt(end)
  if (factor) end++
  if (currency.test(word(end))) end++
  else if (!factor && unit.test(word(end))) return false
  conditions.minPrice = amountText(Number(word(at)) * (own ?? factor ?? 1))
  conditions.maxPrice = amountText(Number(word(middle + 1)) * (factor ?? 1))
  for (let index = at - 1; index < end; index++) used.add(index)
  return true
}

/** Of numbers beyond any price, the highest that the database compares with. */
function amountText(amount: number): string {
  return (Math.round(Math.min(amount, 1e12) * 100) / 100).toFixed(2)
}

function readPrice(tokens: Token[], at: number, conditions: Conditions, used: Set<number>): void {
  let end = at + 1
  let amount = Number(tokens[at]!.word)
  let suffix = ''
  const multiplier = multipliers.find(([form]) => form.test(tokens[end]?.word ?? ''))
  if (multiplier) {
    amount *= multiplier[1]
    suffix = tokens[end]!.word
    end++
  }
  if (currency.test(tokens[end]?.word ?? '')) {
    suffix = tokens[end]!.word
    end++
  } else if (!multiplier && unit.test(tokens[end]?.word ?? '')) return
  let begin = at
  while (begin > 0 && between.has(tokens[begin - 1]!.word) && begin > at - 2) begin--
  const before = tokens[begin - 1]?.word ?? ''
  const twoBefore = tokens[begin - 2]?.word ?? ''
  const after = afterwards(tokens, end)
  let kind = bound(before, twoBefore)
  if (kind) begin -= before === 'дороже' && twoBefore === 'не' ? 2 : 1
  else begin = at
  if (suffix.endsWith('gacha')) kind = 'max'
  else if (!kind && after) {
    kind = after.kind
    end = after.end
  }
  if (!kind) return
  conditions[kind === 'max' ? 'maxPrice' : 'minPrice'] = amountText(amount)
  for (let index = begin; index < end; index++) used.add(index)
}

function bound(before: string, twoBefore: string): 'max' | 'min' | null {
  if (before === 'дороже' && twoBefore === 'не') return 'max'
  if (most.has(before)) return 'max'
  if (least.has(before)) return 'min'
  // Vietnamese "dưới", "rẻ hơn", "trên" and English "more than", "up to" end in a word that `between` skipped.
  if (before === 're' || before === 'it' || before === 'up') return 'max'
  if (before === 'tren' || before === 'dat' || before === 'more') return 'min'
  return null
}

/** Uzbek and Persian say it behind: "500 mingdan arzon", «۵۰۰ هزار به پایین». */
function afterwards(tokens: Token[], from: number): { kind: 'max' | 'min'; end: number } | null {
  for (let at = from; at < Math.min(from + 3, tokens.length); at++) {
    const { word } = tokens[at]!
    if (mostAfter.has(word)) return { kind: 'max', end: at + 1 }
    if (leastAfter.has(word)) return { kind: 'min', end: at + 1 }
    if (!/^(?:dan|به|و|tro|sum|som|so?mdan)$/.test(word)) return null
  }
  return null
}
