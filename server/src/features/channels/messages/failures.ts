import { Refusal } from '../../../kernel/errors.ts'

/** What Graph's numbers mean to people (channels contract 5.5); the words are the platform's no longer, so that a UI can translate. */
const failures: Record<string, { code: string; text: string }> = {
  131037: {
    code: 'whatsapp_display_name_not_approved',
    text: 'The display name of this number is not approved yet',
  },
  131026: {
    code: 'whatsapp_recipient_not_deliverable',
    text: 'The message cannot be delivered to this number',
  },
  131047: {
    code: 'whatsapp_outside_session_use_template',
    text: 'The person has not written for 24 hours: send a template',
  },
  131049: {
    code: 'whatsapp_ecosystem_engagement_limit',
    text: 'WhatsApp did not deliver the message, so that the person does not get too many',
  },
  132000: {
    code: 'whatsapp_template_parameter_count',
    text: 'The template has another number of parameters',
  },
  132001: {
    code: 'whatsapp_template_not_found_or_language',
    text: 'There is no such template in this language',
  },
  133010: { code: 'whatsapp_account_not_registered', text: 'The number is not registered on WhatsApp' },
}

export const failureCodes = Object.values(failures).map(({ code }) => code)

/** Our name of a number of Graph's; its own digits when we have none. */
export const failureCode = (graphCode: string): string => failures[graphCode]?.code ?? graphCode

/** The refusal under our own code, where Graph named a reason that we know; any other error as it is. */
export function namedFailure(error: unknown): unknown {
  if (!(error instanceof Refusal) || error.status === 429) return error
  const { provider } = (error.body ?? {}) as { provider?: { code?: string | null } }
  const known = failures[provider?.code?.split('/')[0] ?? '']
  if (!known) return error
  return new Refusal(400, known.text, { body: { error: known.text, code: known.code, provider } })
}
