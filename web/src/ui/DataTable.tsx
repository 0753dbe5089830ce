// biome-ignore-all lint/a11y/noRedundantRoles: cards are made by CSS `display`, which takes the table's meaning away.
import { Group, Pagination, Paper, Skeleton, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../app/errors.ts'
import { useFormat } from '../i18n/useFormat.ts'
import classes from './DataTable.module.css'
import { EmptyState } from './EmptyState.tsx'
import { ErrorState } from './ErrorState.tsx'

export type Column<TRow> = {
  key: string
  header: string
  render: (row: TRow) => ReactNode
  /** `end` for numbers and actions. */
  align?: 'start' | 'end'
  /** The cell that names the row: the heading of its card on narrow screens. Give it to one column. */
  primary?: boolean
  /**
   * Buttons: no label on narrow screens, and the heading is for screen readers only. `menu` is one small button, which
   * stands in the corner of the card instead of on a line of its own.
   */
  actions?: boolean | 'menu'
  width?: string
}

export type TablePagination = {
  page: number
  pageSize: number
  total: number
  /** There are more rows than `total`. */
  totalIsLowerBound?: boolean | undefined
  onPage: (page: number) => void
}

type DataTableProps<TRow> = {
  /** Names the table for screen readers. */
  label: string
  columns: Column<TRow>[]
  /** Undefined while the first load runs. */
  rows: TRow[] | undefined
  rowKey: (row: TRow) => string | number
  error?: unknown
  onRetry?: () => void
  /** Shown when there is no row; say what to do next. */
  empty?: ReactNode
  /** True while another page or filter loads over visible rows. */
  refreshing?: boolean
  pagination?: TablePagination
  onRowClick?: (row: TRow) => void
}

/**
 * The list of every page: a table on wide screens, cards on narrow ones, with its loading, empty and error states.
 * `onRowClick` is a convenience for the mouse; the primary column should hold a real link.
 */
export function DataTable<TRow>(props: DataTableProps<TRow>) {
  const { rows, error, pagination } = props
  const errorText = useErrorText()
  if (error && rows === undefined) {
    return (
      <Paper className={classes.frame}>
        <ErrorState text={errorText(error)} onRetry={props.onRetry} />
      </Paper>
    )
  }
  if (rows?.length === 0 && (pagination === undefined || pagination.page <= 1)) {
    return <Paper className={classes.frame}>{props.empty ?? <NothingHere />}</Paper>
  }
  return (
    <Paper className={classes.frame} aria-busy={rows === undefined || props.refreshing}>
      <div className={classes.scroll}>
        <table
          className={classes.table}
          aria-label={props.label}
          role="table"
          data-refreshing={props.refreshing || undefined}
        >
          <thead role="rowgroup">
            <tr role="row">
              {props.columns.map((column) => (
                <th
                  key={column.key}
                  role="columnheader"
                  scope="col"
                  data-align={column.align}
                  style={{ width: column.width }}
                >
                  <span className={column.actions ? classes.hidden : undefined}>{column.header}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {rows === undefined ? (
              <LoadingRows columns={props.columns} />
            ) : (
              rows.map((row) => <Row key={props.rowKey(row)} row={row} {...props} />)
            )}
          </tbody>
        </table>
      </div>
      {pagination && <Footer {...pagination} />}
    </Paper>
  )
}

function Row<TRow>({
  row,
  columns,
  onRowClick,
}: { row: TRow } & Pick<DataTableProps<TRow>, 'columns' | 'onRowClick'>) {
  function click(event: React.MouseEvent) {
    const onControl = (event.target as Element).closest('a, button, input, label, [role="menuitem"]')
    if (!onControl && window.getSelection()?.isCollapsed !== false) onRowClick?.(row)
  }
  return (
    <tr role="row" onClick={onRowClick && click} data-clickable={onRowClick ? true : undefined}>
      {columns.map((column) => (
        <td
          key={column.key}
          role="cell"
          data-align={column.align}
          data-primary={column.primary || undefined}
          data-actions={column.actions || undefined}
        >
          {!column.primary && !column.actions && (
            <span className={classes.cardLabel} aria-hidden>
              {column.header}
            </span>
          )}
          <div className={classes.cell}>{column.render(row)}</div>
        </td>
      ))}
    </tr>
  )
}

function LoadingRows<TRow>({ columns }: { columns: Column<TRow>[] }) {
  return ['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
    <tr key={row} role="row">
      {columns.map((column) => (
        <td key={column.key} role="cell">
          <Skeleton height={14} my={5} radius="sm" />
        </td>
      ))}
    </tr>
  ))
}

function NothingHere() {
  const { t } = useTranslation()
  return <EmptyState title={t('states.empty')} />
}

function Footer({ page, pageSize, total, totalIsLowerBound, onPage }: TablePagination) {
  const { t } = useTranslation()
  const { number } = useFormat()
  const pages = Math.max(1, Math.ceil(total / pageSize))
  const first = total === 0 ? 0 : (page - 1) * pageSize + 1
  const last = Math.min(page * pageSize, total)
  return (
    <Group justify="space-between" className={classes.footer} gap="xs">
      <Text size="sm" c="dimmed" aria-live="polite">
        {t('pagination.range', {
          first: number(first),
          last: number(last),
          total: `${number(total)}${totalIsLowerBound ? '+' : ''}`,
        })}
      </Text>
      {pages > 1 && (
        <Pagination
          value={page}
          total={pages}
          onChange={onPage}
          size="sm"
          siblings={1}
          aria-label={t('pagination.label')}
          getItemProps={(item) => ({
            children: number(item),
            'aria-label': t('pagination.page', { page: number(item) }),
          })}
          getControlProps={(control) => ({ 'aria-label': t(`pagination.${control}`) })}
        />
      )}
    </Group>
  )
}
