import {
  ActionIcon,
  Alert,
  Button,
  Grid,
  Group,
  Select,
  Stack,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type UseFormReturnType, useForm } from '@mantine/form'
import { IconInfoCircle, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useUnsavedWarning } from '../../app/unsaved.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { IntegerInput } from '../../ui/IntegerInput.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { ImagesField } from '../products/ImagesField.tsx'
import { isSynced, type StoreProduct, saveStoreProduct, storeOf, touchedByStoreProducts } from './api.ts'
import classes from './StoreProducts.module.css'
import {
  inputOf,
  isWebAddress,
  type StoreProductValues,
  useStoreProductErrors,
  valuesOf,
} from './store-product-form.ts'
import { useChoiceLabels } from './useChoiceLabels.ts'
import { useStoreMoney } from './useStoreMoney.ts'

type FormProps = { form: UseFormReturnType<StoreProductValues> }

const hintBelow = ['label', 'input', 'description', 'error'] as const

/** Every field that people may write, for a new product (`null`) or an existing one. */
export function StoreProductForm({ product }: { product: StoreProduct | null }) {
  const { t: common } = useTranslation()
  const { form, save, failure } = useStoreProductForm(product)
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))} noValidate>
      <Stack>
        <FormFailure text={failure} />
        {product && isSynced(product) && <StoreDecides product={product} />}
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 8 }}>
            <Stack>
              <Basics form={form} />
              <Pictures form={form} />
              <Details form={form} />
              <ForSearchEngines form={form} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <Stack>
              <Price form={form} synced={product !== null && isSynced(product)} />
              <Stock form={form} />
              <Organisation form={form} />
            </Stack>
          </Grid.Col>
        </Grid>
      </Stack>
      <Group justify="flex-end" mt="md" className={classes.saveBar}>
        {product === null ? (
          <LinkButton to="/store-products" variant="default">
            {common('actions.cancel')}
          </LinkButton>
        ) : (
          <LinkButton to="/store-products/$productId" params={{ productId: product.id }} variant="default">
            {common('actions.cancel')}
          </LinkButton>
        )}
        <Button type="submit" loading={save.isPending}>
          {common('actions.save')}
        </Button>
      </Group>
    </form>
  )
}

function useStoreProductForm(product: StoreProduct | null) {
  const { t } = useTranslation('store-products')
  const api = useApi()
  const navigate = useNavigate()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const showErrors = useStoreProductErrors()
  const workspaceCurrency = useUser().workspace.currency
  const key = useRef(newRequestKey())
  const [before] = useState(() => valuesOf(product, workspaceCurrency))
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm<StoreProductValues>({
    initialValues: before,
    validate: {
      title: (value) => (value.trim().length < 3 ? t('errors.title') : null),
      // A shop may send a product without a word about it, which then can be changed in other fields.
      description: (value) =>
        value !== before.description || product === null
          ? value.trim().length < 10
            ? t('errors.description')
            : null
          : null,
      link: (value) => (value.trim() === '' || isWebAddress(value.trim()) ? null : t('errors.link')),
      discount_percentage: (value) => (value === null || value <= 100 ? null : t('errors.percentage')),
    },
  })
  useUnsavedWarning(form.isDirty())

  const save = useMutation({
    mutationFn: (values: StoreProductValues) =>
      saveStoreProduct(api, product?.id ?? null, inputOf(values, product && before), key.current),
    onMutate: () => setFailure(null),
    onSuccess: async (saved) => {
      toasts.success(t('form.saved', { name: saved.title }))
      queryClient.setQueryData(['store-products', 'one', saved.id], saved)
      for (const name of touchedByStoreProducts) void queryClient.invalidateQueries({ queryKey: [name] })
      await navigate({
        to: '/store-products/$productId',
        params: { productId: saved.id },
        ignoreBlocker: true,
      })
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      setFailure(showErrors(form, error))
    },
  })
  return { form, save, failure }
}

function StoreDecides({ product }: { product: StoreProduct }) {
  const { t } = useTranslation('store-products')
  return (
    <Alert
      color="gray"
      icon={<IconInfoCircle size={20} aria-hidden />}
      title={t('form.syncedTitle', { store: storeOf(product) ?? t('form.aStore') })}
    >
      {t('form.syncedText')}
    </Alert>
  )
}

function Basics({ form }: FormProps) {
  const { t } = useTranslation('store-products')
  return (
    <Card title={t('form.basics')}>
      <Stack gap="sm">
        <TextInput label={t('fields.title')} required maxLength={255} {...form.getInputProps('title')} />
        <TextInput
          label={t('fields.shortDescription')}
          maxLength={500}
          {...form.getInputProps('short_description')}
        />
        <Textarea
          label={t('fields.description')}
          required
          autosize
          minRows={4}
          maxRows={16}
          {...form.getInputProps('description')}
        />
        <TextInput
          label={t('fields.link')}
          type="url"
          maxLength={2048}
          placeholder="https://"
          classNames={{ input: 'ltr-value' }}
          {...form.getInputProps('link')}
        />
      </Stack>
    </Card>
  )
}

function Pictures({ form }: FormProps) {
  const { t } = useTranslation('store-products')
  return (
    <Card title={t('fields.images')}>
      <ImagesField
        value={form.values.images}
        onChange={(images) => form.setFieldValue('images', images)}
        error={form.errors.images}
      />
    </Card>
  )
}

function Details({ form }: FormProps) {
  const { t } = useTranslation('store-products')
  const { number } = useFormat()
  return (
    <Card title={t('form.details')}>
      <Stack gap="sm">
        <Textarea
          label={t('fields.features')}
          description={t('form.oneFeature')}
          inputWrapperOrder={[...hintBelow]}
          autosize
          minRows={2}
          maxRows={10}
          {...form.getInputProps('features')}
        />
        <Stack gap={6} component="fieldset" bd={0} p={0} m={0}>
          <legend className={classes.legend}>{t('fields.specifications')}</legend>
          {form.values.specifications.map((_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the line is what its place says; names may repeat while typed.
            <Group key={index} gap={6} wrap="nowrap">
              <TextInput
                flex={2}
                maxLength={200}
                aria-label={`${t('form.specificationName')} ${number(index + 1)}`}
                placeholder={t('form.specificationName')}
                {...form.getInputProps(`specifications.${index}.name`)}
              />
              <TextInput
                flex={3}
                maxLength={1000}
                aria-label={`${t('form.specificationValue')} ${number(index + 1)}`}
                placeholder={t('form.specificationValue')}
                {...form.getInputProps(`specifications.${index}.value`)}
              />
              <ActionIcon
                aria-label={t('form.removeSpecification', { n: number(index + 1) })}
                onClick={() => form.removeListItem('specifications', index)}
              >
                <IconTrash size={18} />
              </ActionIcon>
            </Group>
          ))}
          <Button
            variant="light"
            size="compact-sm"
            w="fit-content"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => form.insertListItem('specifications', { name: '', value: '' })}
          >
            {t('form.addSpecification')}
          </Button>
        </Stack>
      </Stack>
    </Card>
  )
}

function ForSearchEngines({ form }: FormProps) {
  const { t } = useTranslation('store-products')
  return (
    <Card title={t('form.search')}>
      <Stack gap="sm">
        <TextInput label={t('fields.metaTitle')} maxLength={255} {...form.getInputProps('meta_title')} />
        <Textarea
          label={t('fields.metaDescription')}
          autosize
          minRows={2}
          maxLength={1000}
          {...form.getInputProps('meta_description')}
        />
      </Stack>
    </Card>
  )
}

function Price({ form, synced }: FormProps & { synced: boolean }) {
  const { t } = useTranslation('store-products')
  const { currencyName } = useStoreMoney()
  const { choices, period } = useChoiceLabels()
  const workspaceCurrency = useUser().workspace.currency
  const offered = (choices?.currencies ?? []).map(({ value }) => value)
  const currencies = [...new Set([workspaceCurrency, form.values.currency, ...offered])]
  return (
    <Card title={t('form.price')}>
      <Stack gap="sm">
        <MoneyInput
          label={t('fields.price')}
          description={t('form.priceHint')}
          inputWrapperOrder={[...hintBelow]}
          currency={form.values.currency}
          {...form.getInputProps('price')}
          value={form.values.price}
        />
        {!synced && (
          <MoneyInput
            label={t('fields.discountPercentage')}
            rightSection={<span>%</span>}
            {...form.getInputProps('discount_percentage')}
            value={form.values.discount_percentage}
          />
        )}
        <Select
          label={t('fields.currency')}
          data={currencies.map((one) => ({
            value: one,
            label: currencyName(one) === one ? one : `${one} · ${currencyName(one)}`,
          }))}
          searchable
          allowDeselect={false}
          {...form.getInputProps('currency')}
        />
        <Select
          label={t('fields.period')}
          placeholder={t('form.onceOnly')}
          data={(choices?.billing_periods ?? []).map(({ value }) => ({ value, label: period(value) }))}
          clearable
          {...form.getInputProps('billing_period')}
        />
      </Stack>
    </Card>
  )
}

function Stock({ form }: FormProps) {
  const { t } = useTranslation('store-products')
  return (
    <Card title={t('form.stock')}>
      <Stack gap="sm">
        <Switch label={t('fields.inStock')} {...form.getInputProps('in_stock', { type: 'checkbox' })} />
        <IntegerInput
          label={t('fields.quantity')}
          description={t('form.quantityHint')}
          inputWrapperOrder={[...hintBelow]}
          {...form.getInputProps('stock_quantity')}
          value={form.values.stock_quantity}
        />
      </Stack>
    </Card>
  )
}

function Organisation({ form }: FormProps) {
  const { t } = useTranslation('store-products')
  const { choices, type } = useChoiceLabels()
  const types = choices?.product_types ?? [{ value: form.values.product_type, label: '' }]
  const tags = (name: 'tags' | 'keywords') => (
    <TagsInput
      label={t(`fields.${name}`)}
      description={t('form.oneTag')}
      inputWrapperOrder={[...hintBelow]}
      splitChars={[',', '،', ';']}
      {...form.getInputProps(name)}
    />
  )
  return (
    <Card title={t('form.organise')}>
      <Stack gap="sm">
        <Switch
          label={t('fields.active')}
          description={t('form.activeHint')}
          {...form.getInputProps('is_active', { type: 'checkbox' })}
        />
        <Select
          label={t('fields.type')}
          data={types.map(({ value }) => ({ value, label: type(value) }))}
          allowDeselect={false}
          {...form.getInputProps('product_type')}
        />
        <TextInput label={t('fields.category')} maxLength={255} {...form.getInputProps('category')} />
        <TextInput label={t('fields.brand')} maxLength={255} {...form.getInputProps('brand')} />
        {tags('tags')}
        {tags('keywords')}
      </Stack>
    </Card>
  )
}
