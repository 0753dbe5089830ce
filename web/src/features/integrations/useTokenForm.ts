import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import { addressesOf, isAhead, type TokenValues } from './token-values.ts'

/** The form of a token and what puts the server's refusals at its fields; `start` is what it opens with. */
export function useTokenForm(start: TokenValues, timeZone: string) {
  const { t } = useTranslation('integrations')
  const { t: common } = useTranslation()
  const form = useForm<TokenValues>({
    initialValues: start,
    validate: {
      name: (value) => (value.trim() === '' ? common('errors.required') : null),
      expires_at: (value) =>
        value === start.expires_at || isAhead(value, timeZone) ? null : t('errors.past'),
    },
  })

  /** Returns what belongs to no field, translated, or null. */
  function showRefusal(error: unknown, ownerText?: string): string | null {
    const texts: Record<string, string> = { name: t('errors.name'), expires_at: t('errors.expiry') }
    for (const field of error instanceof ApiError ? Object.keys(error.fields) : []) {
      if (/^allowed_ips\.\d+$/.test(field)) texts[field] = t('errors.ip')
      if (field === 'allowed_ips') texts[field] = t('errors.tooManyIps')
      if (ownerText !== undefined && /^user_(email|id)$/.test(field)) texts[field] = ownerText
    }
    return applyFormErrors(form, error, common, { texts, names: { user_email: 'owner', user_id: 'owner' } })
  }

  /** Empty lines leave the form before it is sent, so that the server's counting of the addresses is that of the form. */
  function tidied(values: TokenValues): TokenValues {
    const addresses = values.allowed_ips.flatMap(addressesOf)
    form.setFieldValue('allowed_ips', addresses)
    return { ...values, allowed_ips: addresses }
  }

  return { form, showRefusal, tidied }
}

export type TokenForm = ReturnType<typeof useTokenForm>['form']
