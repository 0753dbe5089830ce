/** Value and label of what a product's coded fields can hold (storefronts contract 7.1). */
export const productTypes = {
  product: 'Product',
  service: 'Service',
  software: 'Software',
  consultation: 'Consultation',
  course: 'Course',
  tool: 'Tool',
  other: 'Other',
} as const

export const currencies = {
  USD: 'US Dollar',
  EUR: 'Euro',
  TRY: 'Turkish Lira',
  AED: 'UAE Dirham',
  SAR: 'Saudi Riyal',
  IRR: 'Iranian Rial',
  IRT: 'Iranian Toman',
  // WooCommerce's names of Iranian amounts in thousands
  IRHR: 'Iranian Thousand Rials',
  IRHT: 'Iranian Thousand Tomans',
  VND: 'Vietnamese Dong',
  UZS: 'Uzbekistani Som',
  RUB: 'Russian Ruble',
} as const

export const billingPeriods = {
  one_time: 'One Time',
  daily: 'Daily',
  weekly: 'Weekly',
  monthly: 'Monthly',
  quarterly: 'Quarterly',
  yearly: 'Yearly',
} as const

export const extractionMethods = {
  manual: 'Manual',
  ai_auto: 'AI Auto-Extract',
  ai_assisted: 'AI-Assisted',
} as const

type Labels = Readonly<Record<string, string>>

/** The label of a value, or the value itself where there is none. */
export function labelOf(labels: Labels, value: string): string {
  return Object.hasOwn(labels, value) ? labels[value]! : value
}

export function choicesOf(labels: Labels): { value: string; label: string }[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }))
}

export const valuesOf = <T extends Labels>(labels: T) => Object.keys(labels) as (keyof T & string)[]
