/**
 * A column whose texts the key ring sealed. Whoever seals something that is stored declares where it lies, takes the context of every
 * `encrypt` and `decrypt` from there, and adds it to `src/sealed-columns.ts`: a change of keys would lose it otherwise.
 */
export interface SealedColumn<Key extends object = object> {
  /** With its schema where that is not the usual one. */
  table: string
  /** The columns of the primary key, in its order, and their SQL types. */
  key: { readonly [Name in keyof Key]: string }
  /** The ciphertext of the row `t` as SQL; null where nothing is sealed. */
  sealed: string
  /** SQL that puts the ciphertext `one.sealed` into the row. */
  assign: string
  /** What the ciphertext of that row is bound to. */
  context(key: Key): string
}

/** For people. */
export const columnName = ({ table, assign }: SealedColumn): string =>
  `${table}.${assign.slice(0, assign.indexOf(' '))}`
