import { Alert, Stack, Text, Title } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'

type AuthCardProps = {
  title: string
  text?: string
  /** A failure that belongs to no field. */
  failure?: string | null
  children?: ReactNode
}

/** Heading, failure and body of every page for visitors. */
export function AuthCard({ title, text, failure, children }: AuthCardProps) {
  useDocumentTitle(title)
  return (
    <Stack gap="lg">
      <div>
        <Title order={1} size="h2">
          {title}
        </Title>
        {text && (
          <Text c="dimmed" mt={6}>
            {text}
          </Text>
        )}
      </div>
      {failure && (
        <Alert color="red" variant="light" icon={<IconAlertCircle size={20} />} role="alert">
          {failure}
        </Alert>
      )}
      {children}
    </Stack>
  )
}
