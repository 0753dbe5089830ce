/** What can be against a post, beside what accounts and platforms refuse everything with. */
export const problemCodes = [
  'required',
  'blank',
  'max_length',
  'max_media',
  'media_type',
  'video_alone',
  'media_required',
  'link_not_supported',
  'link_and_media',
  'option_missing',
  'unknown_option',
  'invalid_option',
  'not_found',
  'duplicate',
  'already_started',
  'not_failed',
] as const
