import { CloseButton, TextInput, type TextInputProps } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSettledCallback } from './useSettledCallback.ts'

type SearchInputProps = Omit<TextInputProps, 'value' | 'onChange'> & {
  /** The search in force, for example from the address bar. */
  value: string
  /** Called 250 ms after the last key, at once on Enter and on clearing. */
  onSearch: (text: string) => void
  /** Names the field for screen readers and stands in it while it is empty. */
  label: string
}

export function SearchInput({ value, onSearch, label, ...rest }: SearchInputProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const send = (next: string) => {
    sent.current = next
    onSearch(next)
  }
  const { announce, cancel } = useSettledCallback(send, 250)

  // Our own search comes back as `value` while its author types on; only a foreign change may replace the text.
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])

  function searchNow(next: string) {
    cancel()
    setText(next)
    send(next)
  }

  return (
    <TextInput
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={18} aria-hidden />}
      rightSection={
        text !== '' && <CloseButton size="sm" aria-label={t('actions.clear')} onClick={() => searchNow('')} />
      }
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        announce(event.currentTarget.value)
      }}
      onKeyDown={(event) => event.key === 'Enter' && searchNow(text)}
      {...rest}
    />
  )
}
