import { ActionIcon } from '@mantine/core'
import { IconPlayerStopFilled } from '@tabler/icons-react'
import { type Ref, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { WritingBox } from '../../ui/WritingBox.tsx'
import classes from './Assistant.module.css'

/** Storefronts contract 8. */
const longest = 2000
/** From here on the reader should know how much room is left. */
const nearEnd = 1500

type QuestionBoxProps = {
  asking: boolean
  onSend: (question: string) => void
  onStop: () => void
  ref?: Ref<HTMLTextAreaElement>
}

export function QuestionBox({ asking, onSend, onStop, ref }: QuestionBoxProps) {
  const { t } = useTranslation('assistant')
  const { number } = useFormat()
  const [text, setText] = useState('')
  const length = [...text.trim()].length
  const ready = length > 0 && length <= longest && !asking

  function send() {
    onSend(text.trim())
    setText('')
  }

  return (
    <WritingBox
      className={classes.box}
      ref={ref}
      text={text}
      onText={setText}
      length={length}
      longest={longest}
      nearEnd={nearEnd}
      ready={ready}
      onSend={send}
      maxRows={8}
      labels={{
        field: t('question'),
        placeholder: t('placeholder'),
        send: t('send'),
        hint: t('hint'),
        counter: t('counter', { used: number(length), most: number(longest) }),
        tooLong: t('tooLong'),
      }}
      button={
        asking && (
          <ActionIcon size={42} variant="light" color="red.8" aria-label={t('stop')} onClick={onStop}>
            <IconPlayerStopFilled size={20} aria-hidden />
          </ActionIcon>
        )
      }
    />
  )
}
