import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useChannelCodeText, useChannelErrorText } from '../channels/error-text.ts'
import type { PublishRules } from './api.ts'
import { problemCodes } from './problem-codes.ts'

/** What is wrong with a post, by the code of the check or of the refused publication, in the reader's language. */
export function useProblemText(): (code: string, rules?: PublishRules | null) => string {
  const { t } = useTranslation('channel-posts')
  const codeText = useChannelCodeText()
  return useCallback(
    (code, rules) => {
      if (code === 'max_media' && rules?.max_media === 0) return t('problems.no_media')
      const known = problemCodes.find((one) => one === code)
      return known ? t(`problems.${known}`) : codeText(code)
    },
    [t, codeText],
  )
}

const optionNames = ['privacy_level', 'disable_comment', 'disable_duet', 'disable_stitch'] as const
const choiceNames = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] as const

/** Names of what platforms let people decide; one that is not known here is called as the platform calls it. */
export function useOptionTexts() {
  const { t } = useTranslation('channel-posts')
  return {
    option(name: string): string {
      const known = optionNames.find((one) => one === name)
      return known ? t(`options.${known}`) : name
    },
    choice(name: string): string {
      const known = choiceNames.find((one) => one === name)
      return known ? t(`choices.${known}`) : name
    },
  }
}

/** Codes of what has become of the post meanwhile. */
const tooLate = new Set(['already_started', 'not_failed', 'not_unconfirmed'])

/** Why something about a planned post was refused. */
export function usePostFailureText(): (error: unknown) => string {
  const problemText = useProblemText()
  const channelText = useChannelErrorText()
  return useCallback(
    (error) =>
      error instanceof ApiError && error.code && tooLate.has(error.code)
        ? problemText(error.code)
        : channelText(error),
    [problemText, channelText],
  )
}
