import { Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './FactList.module.css'

type FactListProps = { title: string; facts: [label: string, value: ReactNode][] }

/** What is known about something, label by label; a missing value shows as a dash. */
export function FactList({ title, facts }: FactListProps) {
  return (
    <Paper p="md" bd="1px solid var(--tradepost-border)">
      <Title order={2} size="h5" mb="sm">
        {title}
      </Title>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{typeof value === 'object' && value !== null ? value : <bdi>{value || '–'}</bdi>}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  )
}

/** A value with its name above, for the head of a page. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Stack gap={4} align="flex-start">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {children}
    </Stack>
  )
}
