import { Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Tile.module.css'

type TileProps = {
  label: string
  /** With its unit, unless the label names it. */
  value: string
  children?: ReactNode
}

/** One figure of a summary. */
export function Tile({ label, value, children }: TileProps) {
  return (
    <Paper p="md" className={classes.tile}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fw={650} className={classes.figure}>
        <bdi>{value}</bdi>
      </Text>
      {children}
    </Paper>
  )
}
