export type Piece = { text: string; isLink: boolean; at: number }

/** Takes a text apart at the given addresses; the longer one wins where one begins another. */
export function piecesOf(text: string, links: string[]): Piece[] {
  const pieces: Piece[] = []
  const longestFirst = [...new Set(links)].filter((link) => link !== '').sort((a, b) => b.length - a.length)
  let rest = 0
  let at = 0
  while (at < text.length) {
    const link = longestFirst.find((one) => text.startsWith(one, at))
    if (link === undefined) {
      at += 1
      continue
    }
    if (at > rest) pieces.push({ text: text.slice(rest, at), isLink: false, at: rest })
    pieces.push({ text: link, isLink: true, at })
    at += link.length
    rest = at
  }
  if (rest < text.length) pieces.push({ text: text.slice(rest), isLink: false, at: rest })
  return pieces
}
