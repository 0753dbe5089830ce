import type { UseFormReturnType } from '@mantine/form'
import type { TFunction } from 'i18next'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from './api.ts'

function minutesOf(seconds: number | undefined): number {
  return Math.max(1, Math.ceil((seconds ?? 60) / 60))
}

/** A sentence for people, in their language; the server's own English text only where nothing better is known. */
export function errorText(t: TFunction<'common'>, error: unknown): string {
  if (!(error instanceof ApiError)) return t('errors.unexpected')
  if (error.code === 'LOCKED_OUT') return t('errors.lockedOut', { count: minutesOf(error.retryAfter) })
  if (error.status === 0) return t('errors.network')
  if (error.status === 401) return t('errors.sessionEnded')
  if (error.status === 403) return t('errors.forbidden')
  if (error.status === 404) return t('errors.notFound')
  if (error.status === 413) return t('errors.tooLarge')
  if (error.status === 429) return t('errors.throttled', { count: minutesOf(error.retryAfter) })
  if (error.status >= 500) return t('errors.server')
  return t('errors.refused', { message: error.message })
}

export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation()
  return useCallback((error) => errorText(t, error), [t])
}

/** `items[0].quantity` (the server's name) to `items.0.quantity` (the form's). */
export function formPath(param: string): string {
  return param.replace(/\[(\d+)\]/g, '.$1')
}

/**
 * Puts the server's field errors at the form's fields. `texts` replaces the server's English text of a field, and
 * `names` maps a server field to a form field of another name. Returns what no field of the form can show (a general
 * failure, or fields that the form does not have), translated where possible, or null when everything has found
 * its place.
 */
export function applyFormErrors<TValues extends Record<string, unknown>>(
  // biome-ignore lint/suspicious/noExplicitAny: the transformed type of the form does not matter here.
  form: UseFormReturnType<TValues, any>,
  error: unknown,
  t: TFunction<'common'>,
  options: { texts?: Partial<Record<string, string>>; names?: Partial<Record<string, string>> } = {},
): string | null {
  // Only a refused input speaks about fields; elsewhere `details` holds facts such as the seconds of a lock-out.
  if (!(error instanceof ApiError) || error.status !== 400) return errorText(t, error)
  const values = form.getValues()
  const atFields: Record<string, string> = {}
  const homeless: string[] = []
  for (const [param, serverText] of Object.entries(error.fields)) {
    const path = options.names?.[param] ?? formPath(param)
    const text = options.texts?.[param] ?? serverText
    if ((path.split('.')[0] ?? '') in values) atFields[path] = text
    else homeless.push(text)
  }
  if (Object.keys(atFields).length > 0) form.setErrors(atFields)
  if (homeless.length > 0) return homeless.join(' ')
  return Object.keys(atFields).length > 0 ? null : errorText(t, error)
}
