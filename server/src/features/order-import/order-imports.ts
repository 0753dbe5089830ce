import type { Services } from '../../kernel/services.ts'
import { ownIdReader } from '../catalog/index.ts'
import type { FileReader, ImportKind, ImportRow } from '../imports/index.ts'
import { mapOrderColumns, missingOrderColumns } from './columns.ts'
import { judgeOrders } from './judge-orders.ts'
import { normalizeOrder } from './normalize-order.ts'
import { orderRowsTable, type StagedOrder } from './staged-order.ts'
import { writeOrders } from './write-orders.ts'

/** Imports of orders: CSV files as the order export writes them. */
export const orderImports: ImportKind<StagedOrder> = {
  name: 'orders',
  jobs: 'order-import',
  staging: orderRowsTable,
  openFile,
  judge: judgeOrders,
  write: writeOrders,
  changedMeanwhile: 'The shop changed since the dry run. Analyse the file again.',
}

async function openFile(
  services: Services,
  started: ImportRow,
  headers: string[],
): Promise<FileReader<StagedOrder>> {
  const columns = mapOrderColumns(headers)
  const reader = { columns, ownId: ownIdReader(services.secretKey, started.workspace_id) }
  return {
    columns,
    missing: missingOrderColumns(columns),
    read: (position, line, cells, remark) => normalizeOrder(reader, position, line, cells, remark),
  }
}
