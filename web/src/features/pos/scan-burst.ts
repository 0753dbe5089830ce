/** A scanner types faster than any hand: no pause between two keys is longer (ms). */
const longestPause = 50
/** Shorter bursts may be a fast hand on the number pad. */
const shortestCode = 6

export type Burst = { text: string; last: number }

/** What has been typed without a pause, with the next key at `time` (ms). */
export function grow(burst: Burst | null, key: string, time: number): Burst {
  const goesOn = burst !== null && time - burst.last <= longestPause
  return { text: (goesOn ? burst.text : '') + key, last: time }
}

/** The code that Enter at `time` ends, or null where a person has typed. */
export function codeOf(burst: Burst | null, time: number): string | null {
  if (burst === null || time - burst.last > longestPause) return null
  return burst.text.length >= shortestCode ? burst.text : null
}
