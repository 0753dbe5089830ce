import { Anchor } from '@mantine/core'
import { readableAddress } from '../store-products/readable-address.ts'
import type { Source } from './ask.ts'
import { piecesOf } from './pieces.ts'

/** An answer as text; of the addresses in it only those of its sources lead anywhere. */
export function AnswerText({ text, sources }: { text: string; sources: Source[] }) {
  return piecesOf(
    text,
    sources.map(({ link }) => link).filter((link) => link !== null),
  ).map(({ at, text: piece, isLink }) =>
    isLink ? (
      <Anchor key={at} href={piece} target="_blank" rel="noopener noreferrer">
        <bdi dir="ltr">{readableAddress(piece)}</bdi>
      </Anchor>
    ) : (
      piece
    ),
  )
}
