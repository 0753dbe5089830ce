import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'

/** Units of Iranian shops that ISO 4217 does not have; the catalogue names them in the reader's language. */
const unofficial = ['IRT', 'IRHT', 'IRHR'] as const

function unofficialOf(currency: string) {
  return unofficial.find((one) => one === currency)
}

/** Amounts of shops: decimal texts, each in a currency of its own. */
export function useStoreMoney() {
  const { t } = useTranslation('store-products')
  const { money, number, locale } = useFormat()
  return {
    money(amount: string | null, currency: string): string {
      const own = unofficialOf(currency)
      if (own === undefined || amount === null) return money(amount, currency)
      const minimumFractionDigits = Number.isInteger(Number(amount)) ? 0 : 2
      return `${number(Number(amount), { minimumFractionDigits, maximumFractionDigits: 2 })} ${t(`currencies.${own}`)}`
    },
    /** The name of a currency, or its code where nobody knows one. */
    currencyName(currency: string): string {
      const own = unofficialOf(currency)
      if (own !== undefined) return t(`currencies.${own}`)
      try {
        return new Intl.DisplayNames(locale, { type: 'currency' }).of(currency) ?? currency
      } catch {
        return currency
      }
    },
  }
}
