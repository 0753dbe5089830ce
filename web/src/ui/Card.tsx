import { Group, Paper, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Card.module.css'

type CardProps = { title: string; note?: string | undefined; action?: ReactNode; children: ReactNode }

/** A titled section of a page of figures. */
export function Card({ title, note, action, children }: CardProps) {
  return (
    <Paper component="section" p="md" className={classes.card}>
      <Group justify="space-between" align="flex-start" gap="xs" mb="sm">
        <div>
          <Title order={2} size="h5">
            {title}
          </Title>
          {note && (
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          )}
        </div>
        {action}
      </Group>
      {children}
    </Paper>
  )
}
