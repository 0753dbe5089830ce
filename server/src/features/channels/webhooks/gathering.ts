/**
 * Makes one run do what many ask for at once: while `lanes` runs are under way, what comes gathers, and the next run takes at most
 * `most` of it together. Each call gets the outcome of the run that had its item.
 */
export function gathering<Item, Result>(
  run: (items: Item[]) => Promise<Result>,
  { lanes, most }: { lanes: number; most: number },
): (item: Item) => Promise<Result> {
  const waiting: { item: Item; outcome: PromiseWithResolvers<Result> }[] = []
  let running = 0

  async function work(): Promise<void> {
    running++
    while (waiting.length > 0) {
      const taken = waiting.splice(0, most)
      try {
        const result = await run(taken.map(({ item }) => item))
        for (const { outcome } of taken) outcome.resolve(result)
      } catch (error) {
        for (const { outcome } of taken) outcome.reject(error)
      }
    }
    running--
  }

  return (item) => {
    const outcome = Promise.withResolvers<Result>()
    waiting.push({ item, outcome })
    if (running < lanes) void work()
    return outcome.promise
  }
}
