import { createMachineToken, hasTokenForm, type TokenForm } from '../../kernel/auth/machine-token.ts'
import type { Random } from '../../kernel/clock/random.ts'

export const integrationTypes = ['woocommerce', 'shopify', 'custom'] as const
export type IntegrationType = (typeof integrationTypes)[number]

export const typeNames: Record<IntegrationType, string> = {
  woocommerce: 'WooCommerce',
  shopify: 'Shopify',
  custom: 'Custom Integration',
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Storefronts contract 2.2. The last 6 letters follow from the others: a guess passes once in two thousand million times. */
const forms: Record<IntegrationType, TokenForm> = {
  woocommerce: { prefix: 'wc_sk_live_', alphabet, length: 40, checksum: 6 },
  shopify: { prefix: 'shpat_', alphabet, length: 32, checksum: 6 },
  custom: { prefix: 'ci_sk_live_', alphabet, length: 40, checksum: 6 },
}

/** A new token text of that type with what the database keeps of it. */
export function createTokenText(random: Random, type: IntegrationType) {
  const { token, hash } = createMachineToken(random, forms[type])
  return { token, hash, preview: previewOf(token) }
}

/** Whether a text can be a token of any type; most that are none are found out without the database. */
export function canBeToken(text: string): boolean {
  return Object.values(forms).some((form) => hasTokenForm(form, text))
}

/** What is shown of a token for ever: its first 5 and last 6 letters. */
export function previewOf(token: string): string {
  return `${token.slice(0, 5)}...${token.slice(-6)}`
}
