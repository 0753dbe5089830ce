import { type Static, Type } from 'typebox'
import {
  boolean,
  type Input,
  integer,
  nullable,
  type PartialInput,
  text,
  withDefault,
} from '../../kernel/http/fields.ts'
import { nullableInteger, nullableString, requiredName, timestamp } from './named-schemas.ts'
import { imageAddress } from './product-schemas.ts'

/** A category without its children (sales contract 8). */
export const Category = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: nullableString,
  parent_id: nullableInteger,
  image_url: nullableString,
  sort_order: Type.Integer(),
  is_active: Type.Boolean(),
  created_at: timestamp,
  updated_at: timestamp,
})
export type Category = Static<typeof Category>

export interface CategoryNode extends Category {
  children: CategoryNode[]
}

/** The tree is as deep as the shop made it, hence the open schema of `children`. */
export const CategoryTree = Type.Array(
  Type.Object({
    ...Category.properties,
    children: Type.Array(Type.Unknown({ description: 'Categories of this same shape' })),
  }),
)

export const categoryBody = {
  name: requiredName(),
  description: nullable(text({ max: 10_000 })),
  parent_id: nullable(integer()),
  image_url: nullable(imageAddress(), { blank: true }),
  sort_order: withDefault(integer(), 0),
  is_active: withDefault(boolean(), true),
}
export type CategoryInput = Input<typeof categoryBody>
export type CategoryChanges = PartialInput<typeof categoryBody>
