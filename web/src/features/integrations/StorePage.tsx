import { Breadcrumbs, Tabs, Text } from '@mantine/core'
import { IconFileText, IconHistory, IconKey, type TablerIcon } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { TabList } from '../../ui/TabList.tsx'
import { EventsView } from './EventsView.tsx'
import { PagesView } from './PagesView.tsx'
import classes from './Store.module.css'
import type { StoreView } from './search.ts'
import { TokensView } from './TokensView.tsx'

const views: { key: StoreView; icon: TablerIcon; Content: ComponentType }[] = [
  { key: 'tokens', icon: IconKey, Content: TokensView },
  { key: 'events', icon: IconHistory, Content: EventsView },
  { key: 'pages', icon: IconFileText, Content: PagesView },
]

/** Settings › Integrations › Store (storefronts contract 10). */
export function StorePage() {
  const { t } = useTranslation('integrations')
  const { view = 'tokens' } = useSearch({ from: '/app/settings/integrations/store' })
  const navigate = useNavigate({ from: '/settings/integrations/store' })
  const head = {
    tokens: { title: t('title'), text: t('text') },
    events: { title: t('events.title'), text: t('events.text') },
    pages: { title: t('content.title'), text: t('content.text') },
  }[view]

  return (
    <div className={classes.page}>
      <PageHeader back={<Trail />} title={head.title} description={head.text} />
      <Tabs
        value={view}
        onChange={(next) => {
          const chosen = views.find(({ key }) => key === next)?.key
          void navigate({ search: chosen === 'tokens' ? {} : { view: chosen }, replace: true })
        }}
        keepMounted={false}
      >
        <TabList current={view} aria-label={t('views.label')} mb="lg">
          {views.map(({ key, icon: Icon }) => (
            <Tabs.Tab key={key} value={key} leftSection={<Icon size={18} stroke={1.7} aria-hidden />}>
              {t(`views.${key}`)}
            </Tabs.Tab>
          ))}
        </TabList>
        {views.map(({ key, Content }) => (
          <Tabs.Panel key={key} value={key}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  )
}

function Trail() {
  const { t } = useTranslation('integrations')
  return (
    <nav aria-label={t('trail.label')}>
      <Breadcrumbs separator="›" separatorMargin={6} mb="xs">
        <LinkAnchor to="/settings" size="sm">
          {t('trail.settings')}
        </LinkAnchor>
        <LinkAnchor to="/settings" search={{ tab: 'integrations' }} size="sm">
          {t('trail.integrations')}
        </LinkAnchor>
        <Text size="sm" c="dimmed" aria-current="page">
          {t('trail.store')}
        </Text>
      </Breadcrumbs>
    </nav>
  )
}
