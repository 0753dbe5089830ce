import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconShoppingCart } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { tokensQuery } from './api.ts'
import classes from './Store.module.css'

/** Settings › Integrations: the systems that can be connected, each leading to its own page. */
export function IntegrationsTab() {
  const { t } = useTranslation('integrations')
  const { data } = useQuery(tokensQuery(useApi(), 1))
  return (
    <>
      <Text c="dimmed" mb="md">
        {t('hub.text')}
      </Text>
      <Paper component="section" className={classes.intro} maw="44rem" aria-labelledby="hub-store">
        <Stack gap="xs" align="flex-start">
          <Group gap="xs">
            <IconShoppingCart size={22} stroke={1.8} className="flip-in-rtl" aria-hidden />
            <Title order={2} size="h4" id="hub-store">
              {t('store.title')}
            </Title>
            {data &&
              (data.count > 0 ? (
                <StatusBadge tone="success" label={t('hub.connected', { count: data.count })} />
              ) : (
                <StatusBadge tone="neutral" label={t('hub.none')} />
              ))}
          </Group>
          <Text c="dimmed">{t('store.text')}</Text>
          <LinkButton to="/settings/integrations/store" mt="xs">
            {t('hub.open')}
          </LinkButton>
        </Stack>
      </Paper>
    </>
  )
}
