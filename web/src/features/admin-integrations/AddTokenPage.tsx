import { Autocomplete, Button, Group, Paper, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import type { FreshToken } from '../integrations/api.ts'
import { FreshTokenDialog } from '../integrations/FreshTokenDialog.tsx'
import { TokenFields } from '../integrations/TokenFields.tsx'
import { inputOf, type TokenValues } from '../integrations/token-values.ts'
import { type TokenForm, useTokenForm } from '../integrations/useTokenForm.ts'
import classes from './Admin.module.css'
import { addToken, ownersQuery } from './api.ts'
import { BackToList } from './BackToList.tsx'
import { StaffOnly } from './StaffOnly.tsx'

/** `/admin/integrations/integrationtoken/add/`: a token for any user (storefronts contract 3). */
export function AddTokenPage() {
  return (
    <StaffOnly>
      <AddToken />
    </StaffOnly>
  )
}

function AddToken() {
  const { t } = useTranslation('admin-integrations')
  const { t: shared } = useTranslation('integrations')
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const timeZone = useUser().workspace.time_zone
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)
  const [fresh, setFresh] = useState<FreshToken | null>(null)
  const { form, showRefusal, tidied } = useTokenForm(
    {
      owner: '',
      name: shared('form.defaultName'),
      integration_type: 'woocommerce',
      is_active: true,
      expires_at: '',
      allowed_ips: [],
    },
    timeZone,
  )

  const add = useMutation({
    // The answer goes to the dialog that shows it and into no cache.
    async mutationFn(values: TokenValues) {
      const body = { ...inputOf(values, timeZone), user_email: values.owner.trim() }
      setFresh(await addToken(api, body, key.current))
    },
    onMutate: () => setFailure(null),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['admin-integrations'] }),
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      setFailure(showRefusal(error, t('errors.owner')))
    },
  })

  function submit(values: TokenValues) {
    if (values.owner.trim() === '') form.setFieldError('owner', t('errors.ownerMissing'))
    else add.mutate(tidied(values))
  }

  return (
    <>
      <PageHeader back={<BackToList />} title={t('add.title')} />
      <Paper className={classes.form}>
        <form onSubmit={form.onSubmit(submit)} noValidate>
          <Stack>
            <FormFailure text={failure} />
            <OwnerField form={form} />
            <TokenFields form={form} timeZone={timeZone} isNew />
            <Group justify="flex-end">
              <Button type="submit" loading={add.isPending}>
                {t('add.save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
      {fresh && (
        <FreshTokenDialog
          token={fresh}
          onClose={() => {
            setFresh(null)
            void navigate({ to: '/admin/integrations/integrationtoken' })
          }}
        />
      )}
    </>
  )
}

/** Suggests the owners of tokens; every other account is reached by its full address. */
function OwnerField({ form }: { form: TokenForm }) {
  const { t } = useTranslation('admin-integrations')
  const [text] = useDebouncedValue(form.values.owner, 250)
  const { data: owners = [] } = useQuery(ownersQuery(useApi(), text.trim()))
  return (
    <Autocomplete
      label={t('add.owner')}
      description={t('add.ownerHint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      type="email"
      required
      autoComplete="off"
      data={owners}
      filter={({ options }) => options}
      {...form.getInputProps('owner')}
    />
  )
}
