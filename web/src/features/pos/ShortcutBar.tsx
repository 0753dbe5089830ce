import { Button, Kbd, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './Pos.module.css'
import { type Shortcut, shortcutKeys, shortcuts } from './shortcuts.ts'

type ShortcutBarProps = { actions: Record<Shortcut, () => void>; off: ReadonlySet<Shortcut> }

/** Every key of the counter, written on a button that does the same. */
export function ShortcutBar({ actions, off }: ShortcutBarProps) {
  const { t } = useTranslation('pos')
  return (
    <section aria-labelledby="pos-keys">
      <Title order={2} size="h6" id="pos-keys" mb={6}>
        {t('keys.title')}
      </Title>
      <div className={classes.keys}>
        {shortcuts.map((one) => (
          <Button
            key={one}
            variant="default"
            size="xs"
            justify="space-between"
            aria-keyshortcuts={shortcutKeys[one]}
            disabled={off.has(one)}
            onClick={actions[one]}
            rightSection={
              <Kbd size="xs" dir="ltr" aria-hidden>
                {shortcutKeys[one]}
              </Kbd>
            }
          >
            {t(`keys.${one}`)}
          </Button>
        ))}
      </div>
      <Text size="xs" c="dimmed" mt={6}>
        {t('keys.more')}
      </Text>
    </section>
  )
}
