import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors } from '../../app/errors.ts'
import type { Customer, CustomerInput } from './api.ts'

/** A customer as the form holds it: no nulls in text fields. */
export type CustomerValues = {
  name: string
  phone: string
  email: string
  address: string
  group_id: number | null
  credit_limit: number | null
  tags: string[]
}

export const longestTag = 50
export const mostTags = 50

export function valuesOf(customer: Customer | null): CustomerValues {
  return {
    name: customer?.name ?? '',
    phone: customer?.phone ?? '',
    email: customer?.email ?? '',
    address: customer?.address ?? '',
    group_id: customer?.group_id ?? null,
    credit_limit: customer?.credit_limit ?? 0,
    tags: customer?.tags ?? [],
  }
}

export function inputOf(values: CustomerValues): CustomerInput {
  const text = (value: string) => (value.trim() === '' ? null : value.trim())
  return {
    name: values.name.trim(),
    phone: text(values.phone),
    email: text(values.email),
    address: text(values.address),
    group_id: values.group_id,
    credit_limit: values.credit_limit ?? 0,
    tags: values.tags,
  }
}

/** Puts a refusal at the fields that it is about, in either style; returns what belongs to no field. */
export function useCustomerErrors(): (
  form: UseFormReturnType<CustomerValues>,
  error: unknown,
) => string | null {
  const { t } = useTranslation('customers')
  const { t: common } = useTranslation()
  return (form, error) => {
    if (error instanceof ApiError && error.status === 400) {
      if (/đã tồn tại/.test(error.message)) {
        const { email, phone } = form.getValues()
        const taken = t('errors.taken')
        form.setErrors({
          ...(email.trim() === '' ? {} : { email: taken }),
          ...(phone.trim() === '' ? {} : { phone: taken }),
        })
        return null
      }
      if (error.message === 'Invalid group ID') {
        form.setFieldError('group_id', t('errors.group'))
        return null
      }
    }
    const params = error instanceof ApiError ? Object.keys(error.fields) : []
    // A single tag has no field of its own.
    const tags = params.filter((param) => param.startsWith('tags'))
    const names = Object.fromEntries(tags.map((param) => [param, 'tags']))
    const texts = {
      name: t('errors.name'),
      email: t('errors.email'),
      phone: t('errors.phone'),
      address: t('errors.address'),
      credit_limit: t('errors.creditLimit'),
      ...Object.fromEntries(tags.map((param) => [param, t('errors.tags')])),
    }
    return applyFormErrors(form, error, common, { names, texts })
  }
}
