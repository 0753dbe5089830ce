import { useTranslation } from 'react-i18next'
import type imports from '../../i18n/en/imports.json'

/**
 * Names of the fields that a column can fill. The server writes details behind a colon (`weight:lbs`,
 * `attribute_name:1`); fields that the catalogue only keeps for the export show their technical name.
 */
export function useFieldLabel(): (field: string) => string {
  const { t, i18n } = useTranslation('imports')
  return (field) => {
    const [name = '', detail] = field.split(':', 2)
    if (!i18n.exists(`imports:field.${name}`)) return t('field.kept', { name: field })
    const label = t(`field.${name as Exclude<keyof typeof imports.field, 'kept'>}`)
    return detail === undefined ? label : `${label} (${detail})`
  }
}
