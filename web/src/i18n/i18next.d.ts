import 'i18next'
import type auth from './en/auth.json'
import type common from './en/common.json'
import type settings from './en/settings.json'

// One line per namespace: `t('…')` then accepts existing keys only.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    returnNull: false
    resources: {
      auth: typeof auth
      common: typeof common
      settings: typeof settings
    }
  }
}
