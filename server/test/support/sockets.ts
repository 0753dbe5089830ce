/** A socket that remembers what it was sent and how it was closed. */
export function fakeSocket(options: { readyState?: number; bufferedAmount?: number; broken?: boolean } = {}) {
  const socket = {
    readyState: options.readyState ?? 1,
    bufferedAmount: options.bufferedAmount ?? 0,
    frames: [] as unknown[],
    closed: null as number | null,
    send(data: string) {
      if (options.broken) throw new Error('write after end')
      socket.frames.push(JSON.parse(data))
    },
    close(code: number) {
      socket.closed = code
    },
  }
  return socket
}
