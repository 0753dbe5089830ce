import { ActionIcon, Button, Group, SegmentedControl, Select, Text, TextInput } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { addDays, type Days, type Grouping, groupings, type RangeName, rangeNames } from './ranges.ts'

type RangeChange = {
  range?: RangeName | undefined
  from?: string | undefined
  to?: string | undefined
  group?: Grouping | undefined
}

type RangeControlsProps = {
  range: RangeName
  days: Days
  /** Null where the report knows no grouping. */
  grouping: Grouping | null
  onChange: (change: RangeChange) => void
}

export function RangeControls({ range, days, grouping, onChange }: RangeControlsProps) {
  const { t } = useTranslation('reports')
  const { date } = useFormat()

  function choose(value: string | null) {
    const next = rangeNames.find((one) => one === value) ?? '30d'
    // A custom range starts from the days that were shown; what grouped those may not suit the next ones.
    const ends = next === 'custom' ? { from: days.start, to: days.end } : { from: undefined, to: undefined }
    onChange({ range: next, ...ends, group: undefined })
  }

  return (
    <Group gap="sm" align="flex-end" mb="md">
      <Select
        label={t('range.label')}
        data={rangeNames.map((one) => ({ value: one, label: t(`range.${one}`) }))}
        value={range}
        onChange={choose}
        allowDeselect={false}
        maxDropdownHeight={320}
      />
      {range === 'custom' ? (
        <>
          <TextInput
            type="date"
            label={t('range.from')}
            value={days.start}
            max={days.end}
            onChange={(event) =>
              event.currentTarget.value && onChange({ from: event.currentTarget.value, to: days.end })
            }
          />
          <TextInput
            type="date"
            label={t('range.to')}
            value={days.end}
            min={days.start}
            onChange={(event) =>
              event.currentTarget.value && onChange({ from: days.start, to: event.currentTarget.value })
            }
          />
        </>
      ) : (
        <Text size="sm" c="dimmed" pb={8}>
          <bdi>
            {days.start === days.end
              ? date(days.start)
              : t('days', { start: date(days.start), end: date(days.end) })}
          </bdi>
        </Text>
      )}
      {grouping && (
        <SegmentedControl
          ms={{ base: 0, md: 'auto' }}
          aria-label={t('group.label')}
          value={grouping}
          onChange={(value) => onChange({ group: groupings.find((one) => one === value) })}
          data={groupings.map((one) => ({ value: one, label: t(`group.${one}`) }))}
        />
      )}
    </Group>
  )
}

type DayControlsProps = { day: string; today: string; onChange: (day: string | undefined) => void }

export function DayControls({ day, today, onChange }: DayControlsProps) {
  const { t } = useTranslation('reports')
  const go = (next: string) => onChange(next === today ? undefined : next)
  return (
    <Group gap="xs" align="flex-end" mb="md">
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('range.dayBefore')}
        onClick={() => go(addDays(day, -1))}
      >
        <IconChevronLeft size={18} className="flip-in-rtl" />
      </ActionIcon>
      <TextInput
        type="date"
        label={t('range.day')}
        value={day}
        max={today}
        onChange={(event) => event.currentTarget.value && go(event.currentTarget.value)}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('range.dayAfter')}
        disabled={day >= today}
        onClick={() => go(addDays(day, 1))}
      >
        <IconChevronRight size={18} className="flip-in-rtl" />
      </ActionIcon>
      <Button variant="default" disabled={day === today} onClick={() => go(today)}>
        {t('range.today')}
      </Button>
    </Group>
  )
}
