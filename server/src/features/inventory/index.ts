export {
  type MovementOrigin,
  type MovementType,
  recordStockMovements,
  type StockMovement,
} from './stock-movements.ts'
