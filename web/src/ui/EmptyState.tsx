import { Group, Stack, Text, ThemeIcon, Title, type TitleOrder } from '@mantine/core'
import { IconInbox, type TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

type EmptyStateProps = {
  title: string
  text?: string | undefined
  icon?: TablerIcon
  /** One or more buttons. */
  action?: ReactNode
  order?: TitleOrder
}

/** Says why nothing is here and what to do about it. */
export function EmptyState({ title, text, icon: Icon = IconInbox, action, order = 3 }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light" aria-hidden>
        <Icon size={28} stroke={1.6} />
      </ThemeIcon>
      <Title order={order} size="h4" mt="xs">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" maw="28rem">
          {text}
        </Text>
      )}
      {action && (
        <Group justify="center" gap="sm" mt="sm">
          {action}
        </Group>
      )}
    </Stack>
  )
}
