import { TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMaybeUser } from '../app/session.tsx'
import { parseMoneyInput } from '../i18n/format.ts'
import { useFormat } from '../i18n/useFormat.ts'

type MoneyInputProps = Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> & {
  /** Major units; null while empty or not an amount. */
  value: number | null
  onChange: (value: number | null) => void
  /** Defaults to the workspace's currency. */
  currency?: string
}

/** An amount as people type it in any of the six languages; tidied up when the field is left. */
export function MoneyInput({ value, onChange, currency, error, onBlur, onFocus, ...rest }: MoneyInputProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const workspaceCurrency = useMaybeUser()?.workspace.currency
  const shown = value === null ? '' : number(value, { maximumFractionDigits: 2 })
  const [text, setText] = useState(shown)
  const [editing, setEditing] = useState(false)
  const unreadable = text.trim() !== '' && parseMoneyInput(text) === null

  useEffect(() => {
    if (!editing && (value !== null || !unreadable)) setText(shown)
  }, [shown, editing, value, unreadable])

  return (
    <TextInput
      inputMode="decimal"
      autoComplete="off"
      rightSection={<span>{currency ?? workspaceCurrency}</span>}
      rightSectionWidth={56}
      rightSectionPointerEvents="none"
      {...rest}
      value={text}
      error={error ?? (unreadable && !editing ? t('errors.notAnAmount') : undefined)}
      onFocus={(event) => {
        setEditing(true)
        onFocus?.(event)
      }}
      onBlur={(event) => {
        setEditing(false)
        onBlur?.(event)
      }}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange(parseMoneyInput(event.currentTarget.value))
      }}
    />
  )
}
