import { ActionIcon, Group, Text } from '@mantine/core'
import { IconMinus, IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { IntegerInput } from '../../ui/IntegerInput.tsx'
import { Money } from '../../ui/Money.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { ProductImage } from '../products/ProductImage.tsx'
import { type CartLine, fromMinor, lineSubtotal } from './cart.ts'
import classes from './Orders.module.css'
import type { LineProblem } from './order-problems.ts'

type CartLinesProps = {
  lines: CartLine[]
  problems: Record<number, LineProblem>
  onChange: (lines: CartLine[]) => void
  /** The product whose line the keyboard acts on. */
  selected?: number | null
}

export function CartLines({ lines, problems, onChange, selected = null }: CartLinesProps) {
  const { t } = useTranslation('orders')
  return (
    <ul className={classes.lines} aria-label={t('form.lines')}>
      {lines.map((line, index) => (
        <Line
          key={line.product.id}
          line={line}
          problem={problems[index]}
          selected={line.product.id === selected}
          onChange={(next) => onChange(lines.with(index, next))}
          onRemove={() => onChange(lines.filter((_, at) => at !== index))}
        />
      ))}
    </ul>
  )
}

type LineProps = {
  line: CartLine
  problem: LineProblem | undefined
  selected: boolean
  onChange: (line: CartLine) => void
  onRemove: () => void
}

function Line({ line, problem, selected, onChange, onRemove }: LineProps) {
  const { t } = useTranslation('orders')
  const { number } = useFormat()
  const { product, quantity, price } = line
  const { name, stock } = product
  const step = (by: number) =>
    onChange({ ...line, quantity: Math.max(1, Math.min(stock, (quantity ?? 0) + by)) })

  return (
    <li className={classes.line} data-problem={problem} data-selected={selected || undefined}>
      <ProductImage url={product.image_url} size={44} />
      <div className={classes.lineName}>
        <Text size="sm" fw={600}>
          <bdi>{name}</bdi>
        </Text>
        <Text size="xs" c="dimmed">
          {product.sku && (
            <>
              <bdi>{product.sku}</bdi> ·{' '}
            </>
          )}
          {t('form.inStock', { n: number(stock) })}
        </Text>
      </div>
      <div className={classes.quantity}>
        <ActionIcon
          variant="default"
          aria-label={t('form.less', { name })}
          disabled={(quantity ?? 0) <= 1}
          onClick={() => step(-1)}
        >
          <IconMinus size={16} />
        </ActionIcon>
        <IntegerInput
          aria-label={t('form.quantityOf', { name })}
          data-field="quantity"
          value={quantity}
          error={problem === 'quantity' || problem === 'stock'}
          onChange={(next) => onChange({ ...line, quantity: next })}
        />
        <ActionIcon
          variant="default"
          aria-label={t('form.more', { name })}
          disabled={(quantity ?? 0) >= stock}
          onClick={() => step(1)}
        >
          <IconPlus size={16} />
        </ActionIcon>
      </div>
      <MoneyInput
        className={classes.linePrice}
        aria-label={t('form.priceOf', { name })}
        data-field="price"
        value={price}
        error={problem === 'price'}
        onChange={(next) => onChange({ ...line, price: next })}
      />
      <div className={classes.lineSum}>
        <Money amount={fromMinor(lineSubtotal(line))} />
      </div>
      <Group justify="flex-end" className={classes.lineRemove}>
        <ActionIcon color="red" aria-label={t('form.removeLine', { name })} onClick={onRemove}>
          <IconTrash size={18} />
        </ActionIcon>
      </Group>
      {problem && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" className={classes.lineProblem}>
          {t(`form.lineProblems.${problem}`, { name, stock: number(stock) })}
        </Text>
      )}
    </li>
  )
}
