import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { Invitations } from './Invitations.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { Members } from './Members.tsx'

/** Who works in this shop, and who was asked to. */
export function TeamTab() {
  const { t } = useTranslation('team')
  const { can } = usePermissions()
  const [inviting, invite] = useDisclosure(false)
  const manages = can('team:manage')
  return (
    <Stack gap="xl">
      <Stack component="section" gap="md">
        <Group justify="space-between">
          <Text c="dimmed" maw="44rem">
            {manages ? t('text') : t('textForMembers')}
          </Text>
          {manages && (
            <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={invite.open}>
              {t('invite.open')}
            </Button>
          )}
        </Group>
        <Members />
      </Stack>
      {manages && (
        <Stack component="section" gap="md">
          <Title order={2} size="h4">
            {t('invitations.title')}
          </Title>
          <Invitations />
        </Stack>
      )}
      {inviting && <InviteDialog onClose={invite.close} />}
    </Stack>
  )
}
