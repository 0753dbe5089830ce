import type { Draft, PublishRules } from './adapter.ts'

export const draftFaultCodes = [
  'required',
  'blank',
  'max_length',
  'max_media',
  'media_type',
  'video_alone',
  'media_required',
  'link_not_supported',
  'link_and_media',
  'unknown_option',
  'invalid_option',
] as const
type DraftFaultCode = (typeof draftFaultCodes)[number]

export interface DraftFault {
  /** In the body of a publication: `message`, `link`, `media`, `options`, `options.<name>`. */
  field: string
  message: string
  code: DraftFaultCode
}

/** How much of `maxLength` a post takes. */
export function draftLength({ weigh }: PublishRules, draft: Pick<Draft, 'message' | 'link'>): number {
  return weigh ? weigh(draft) : [...draft.message].length
}

/** What the rules of a platform have against a post, before the platform is asked; empty: nothing. */
export function judgeDraft(rules: PublishRules, draft: Draft): DraftFault[] {
  return [...messageFaults(rules, draft), ...mediaFaults(rules, draft), ...optionFaults(rules, draft)]
}

function messageFaults(rules: PublishRules, draft: Draft): DraftFault[] {
  const fault = (code: DraftFaultCode, message: string) => [{ field: 'message', code, message }]
  const { maxLength } = rules
  if (rules.mediaOnly && draft.media.length > 0 && draft.message.trim() === '') return []
  if (draft.message === '') return fault('required', 'This field is required.')
  if (draft.message.trim() === '') return fault('blank', 'This field may not be blank.')
  if (draftLength(rules, draft) > maxLength)
    return fault('max_length', `Ensure this field has no more than ${maxLength} characters.`)
  return []
}

function mediaFaults(rules: PublishRules, { link, media }: Draft): DraftFault[] {
  const { maxMedia } = rules
  const fault = (code: DraftFaultCode, message: string, field = 'media') => ({ field, code, message })
  const faults: DraftFault[] = []
  const odd = media.find(({ type }) => !rules.media.includes(type))
  if (media.length > maxMedia)
    faults.push(fault('max_media', `Ensure this field has no more than ${maxMedia} elements.`))
  else if (odd) faults.push(fault('media_type', `"${odd.type}" is not supported on this platform.`))
  else if (media.length > 1 && media.some(({ type }) => type === 'video'))
    faults.push(fault('video_alone', 'A video stands alone in its post.'))
  else if (!rules.textOnly && media.length === 0)
    faults.push(fault('media_required', 'This platform needs media.'))
  if (link && !rules.link)
    faults.push(fault('link_not_supported', 'This platform takes no link beside the message.', 'link'))
  // Where a post cannot be without media, its link stands beside them.
  else if (link && media.length > 0 && rules.textOnly)
    faults.push(fault('link_and_media', 'A post has either a link or media.', 'link'))
  return faults
}

function optionFaults({ options: known = {} }: PublishRules, { options }: Draft): DraftFault[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const fault = (code: DraftFaultCode, message: string) => [{ field: `options.${name}`, code, message }]
    if (!Object.hasOwn(known, name)) return fault('unknown_option', 'This platform has no such option.')
    if (typeof value === (known[name] === 'boolean' ? 'boolean' : 'string')) return []
    return fault(
      'invalid_option',
      known[name] === 'boolean' ? 'Must be a valid boolean.' : 'Not a valid string.',
    )
  })
}
