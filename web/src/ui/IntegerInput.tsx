import { TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseMoneyInput } from '../i18n/format.ts'
import { useFormat } from '../i18n/useFormat.ts'

type IntegerInputProps = Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange'> & {
  /** Null while empty or not a whole number. */
  value: number | null
  onChange: (value: number | null) => void
}

function parseInteger(text: string): number | null {
  const value = parseMoneyInput(text)
  return value !== null && Number.isSafeInteger(value) ? value : null
}

/** A whole number of 0 or more in the digits of any of the six languages; tidied up when the field is left. */
export function IntegerInput({ value, onChange, error, onBlur, onFocus, ...rest }: IntegerInputProps) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const shown = value === null ? '' : number(value)
  const [text, setText] = useState(shown)
  const [editing, setEditing] = useState(false)
  const unreadable = text.trim() !== '' && parseInteger(text) === null

  useEffect(() => {
    if (!editing && (value !== null || !unreadable)) setText(shown)
  }, [shown, editing, value, unreadable])

  return (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      {...rest}
      value={text}
      error={error ?? (unreadable && !editing ? t('errors.notAnInteger') : undefined)}
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
        onChange(parseInteger(event.currentTarget.value))
      }}
    />
  )
}
