import { Avatar, Button, FileButton, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/errors.ts'
import { useApi, useSession, useUser } from '../../app/session.tsx'
import { changeProfile, uploadAvatar } from './api.ts'

const maximumBytes = 5 * 1024 * 1024

/** Saves at once: a photo is not part of the form's text. */
export function AvatarField() {
  const { t } = useTranslation('settings')
  const user = useUser()
  const api = useApi()
  const session = useSession()
  const errorText = useErrorText()
  const [problem, setProblem] = useState<string | null>(null)

  const change = useMutation({
    mutationFn: (file: File | null) =>
      file ? uploadAvatar(api, file) : changeProfile(api, { avatar: null }),
    onMutate: () => setProblem(null),
    onSuccess: session.updateUser,
    onError: (error) => {
      const refused = error instanceof ApiError && error.status === 400
      setProblem(refused ? t('profile.photoRefused') : errorText(error))
    },
  })

  function choose(file: File | null) {
    if (file === null) return
    if (file.size > maximumBytes) setProblem(t('profile.photoTooLarge'))
    else change.mutate(file)
  }

  return (
    <Group gap="md" align="center">
      <Avatar src={user.avatar} name={user.display_name} color="harbour" size={76} alt={t('profile.photo')} />
      <Stack gap={6}>
        <Group gap="xs">
          <FileButton onChange={choose} accept="image/jpeg,image/png,image/webp,image/gif">
            {(props) => (
              <Button variant="default" size="xs" loading={change.isPending} {...props}>
                {t('profile.choosePhoto')}
              </Button>
            )}
          </FileButton>
          {user.avatar && (
            <Button variant="subtle" color="red" size="xs" onClick={() => change.mutate(null)}>
              {t('profile.removePhoto')}
            </Button>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {t('profile.photoHint')}
        </Text>
        {problem && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {problem}
          </Text>
        )}
      </Stack>
    </Group>
  )
}
