import { Group, Text } from '@mantine/core'
import classes from './Logo.module.css'

/** The mark, and beside it the name unless `markOnly`. */
export function Logo({ markOnly = false, light = false }: { markOnly?: boolean; light?: boolean }) {
  return (
    <Group gap={10} wrap="nowrap" data-light={light || undefined} className={classes.logo}>
      <svg viewBox="0 0 32 32" width={30} height={30} aria-hidden="true" className={classes.mark}>
        <rect width="32" height="32" rx="9" className={classes.tile} />
        <g fill="none" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
          <path
            stroke="#fff"
            d="M7 12.5 9 7h14l2 5.5M7 12.5c0 1.7 1.3 3 3 3s3-1.3 3-3c0 1.7 1.3 3 3 3s3-1.3 3-3c0 1.7 1.3 3 3 3s3-1.3 3-3M9 16v9h14v-9"
          />
          <path stroke="#fcd34d" d="M14 25v-5h4v5" />
        </g>
      </svg>
      {!markOnly && (
        <Text component="span" className={classes.name} dir="ltr">
          Tradepost
        </Text>
      )}
    </Group>
  )
}
