import { Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './PageHeader.module.css'
import { useDocumentTitle } from './useDocumentTitle.ts'

type PageHeaderProps = {
  title: string
  description?: ReactNode
  /** Buttons at the end of the line. */
  actions?: ReactNode
  /** A link back to the list, shown above the title. */
  back?: ReactNode
}

/** The heading of a page; also names the browser tab. Every page has exactly one. */
export function PageHeader({ title, description, actions, back }: PageHeaderProps) {
  useDocumentTitle(title)
  return (
    <header className={classes.header}>
      {back}
      <Group justify="space-between" align="flex-end" gap="sm">
        <div className={classes.titles}>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {description && (
            <Text c="dimmed" mt={4}>
              {description}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
    </header>
  )
}
