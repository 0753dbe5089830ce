import { Tabs, type TabsListProps } from '@mantine/core'
import { useEffect, useRef } from 'react'
import classes from './TabList.module.css'

/** Tabs in one row, which scrolls where it is too long; `current` then never hides at its end. */
export function TabList({ current, ...rest }: TabsListProps & { current: string }) {
  const list = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen tab is found by its mark, which follows `current`.
  useEffect(() => {
    list.current
      ?.querySelector('[role="tab"][aria-selected="true"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return <Tabs.List {...rest} className={classes.list} ref={list} />
}
