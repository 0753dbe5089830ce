import { Alert } from '@mantine/core'

/** What is wrong with a form as a whole, read out when it appears; nothing for null. */
export function FormFailure({ text }: { text: string | null }) {
  if (!text) return null
  return (
    <Alert color="red" role="alert">
      {text}
    </Alert>
  )
}
