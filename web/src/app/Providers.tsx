import {
  DirectionProvider,
  localStorageColorSchemeManager,
  type MantineColorSchemeManager,
  MantineProvider,
  useDirection,
} from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { i18n as I18n } from 'i18next'
import type { ReactNode } from 'react'
import { I18nextProvider } from 'react-i18next'
import { languageOf } from '../i18n/languages.ts'
import type { Api } from './api.ts'
import { LanguageProvider } from './language.tsx'
import { SessionProvider } from './session.tsx'
import type { Session } from './session-store.ts'
import { cssVariables, theme } from './theme.ts'

type ProvidersProps = {
  session: Session
  api: Api
  i18n: I18n
  queryClient: QueryClient
  children: ReactNode
}

const colorSchemes: MantineColorSchemeManager = localStorageColorSchemeManager({
  key: 'tradepost.color-scheme',
})

export function Providers({ session, api, i18n, queryClient, children }: ProvidersProps) {
  return (
    <I18nextProvider i18n={i18n}>
      <DirectionProvider initialDirection={languageOf(i18n.language).direction} detectDirection={false}>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          colorSchemeManager={colorSchemes}
          defaultColorScheme="auto"
        >
          <QueryClientProvider client={queryClient}>
            <SessionProvider session={session} api={api}>
              <LanguageProvider>
                <ModalsProvider>
                  <Toasts />
                  {children}
                </ModalsProvider>
              </LanguageProvider>
            </SessionProvider>
          </QueryClientProvider>
        </MantineProvider>
      </DirectionProvider>
    </I18nextProvider>
  )
}

/** Messages stand at the end of the reading direction, away from forms and their buttons. */
function Toasts() {
  const { dir } = useDirection()
  return <Notifications position={dir === 'rtl' ? 'bottom-left' : 'bottom-right'} limit={4} zIndex={1000} />
}
