import type { PublishRules } from './api.ts'
import type { DraftMedia } from './draft.ts'
import { postLength } from './post-length.ts'

/** Something that a platform has against a post; `code` as the server's check names it. */
export type Problem = { field: string; code: string }

type Content = { message: string; link: string | null; media: DraftMedia[] }

/** What the rules of a platform have against a post, without asking the server; empty: nothing. */
export function problemsOf(rules: PublishRules, { message, link, media }: Content): Problem[] {
  const problems: Problem[] = []
  const add = (field: string, code: string) => problems.push({ field, code })

  const needsText = rules.message_required || media.length === 0
  if (message.trim() === '') {
    if (needsText) add('message', 'required')
  } else if (postLength(rules.counting, message, link) > rules.max_length) add('message', 'max_length')

  if (media.length > rules.max_media) add('media', 'max_media')
  else if (media.some(({ type }) => !rules.media.includes(type))) add('media', 'media_type')
  else if (media.length > 1 && media.some(({ type }) => type === 'video')) add('media', 'video_alone')
  else if (!rules.text_only && media.length === 0) add('media', 'media_required')

  if (link && !rules.link) add('link', 'link_not_supported')
  // Where a post cannot be without media, its link stands beside them.
  else if (link && media.length > 0 && rules.text_only) add('link', 'link_and_media')
  return problems
}

/** What both find is said once; a text of blanks is a missing one. */
export function mergedProblems(own: readonly Problem[], server: readonly Problem[]): Problem[] {
  const merged = new Map<string, Problem>()
  for (const { field, code } of [...own, ...server]) {
    const known = code === 'blank' ? 'required' : code
    merged.set(`${field} ${known}`, { field, code: known })
  }
  return [...merged.values()]
}
