import { countParam, present } from '../../app/search-params.ts'

/**
 * The query of `/integrations/whatsapp`: with `phone` one conversation, with `account` alone the list of that account.
 * A phone number has at most 15 digits and never begins with 0, so the address holds it as a number.
 */
export function whatsappSearch(raw: Record<string, unknown>) {
  return present({ phone: countParam(raw, 'phone'), account: countParam(raw, 'account') })
}
