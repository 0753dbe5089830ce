/** What the hub needs of a WebSocket; the sockets of `ws` fit. */
export interface Socket {
  readonly readyState: number
  /** Bytes accepted by `send` that the network has not taken yet. */
  readonly bufferedAmount: number
  send(data: string): void
  close(code: number, reason?: string): void
}

/**
 * Carries frames to the sockets of a channel. In this process now; an adapter for several processes publishes
 * through a broker and hands what arrives to the same subscribers.
 */
export interface RealtimeHub {
  /** Sends `frame` as JSON to every open socket of the channel. Never throws on account of a socket. */
  publish(channel: string, frame: object): void
  /** Returns the function that ends this subscription; call it when the socket closes. */
  subscribe(channel: string, socket: Socket): () => void
  /** Number of sockets in the channel, in this process. */
  count(channel: string): number
  /** Closes the channel's sockets, in this process: who listens there may not any more. */
  close(channel: string, code: number, reason: string): void
  /** Closes every socket with 1001 (going away): for a stopping process. */
  closeAll(): void
}

/** A reader slower than this many unsent bytes is closed with 1013 (try again later) and may reconnect. */
const MAX_BUFFERED_BYTES = 1024 * 1024
const OPEN = 1

/** The channel that every socket of a session joins, whatever else it listens to. */
export const sessionChannel = (sessionId: string): string => `session:${sessionId}`

/** Closes the sockets of sessions that have ended (4401, payments contract 3.2). Call it after the commit. */
export function closeSessionSockets(realtime: RealtimeHub, sessionIds: readonly string[]): void {
  for (const id of sessionIds) realtime.close(sessionChannel(id), 4401, 'The session has ended')
}

export function createRealtimeHub(): RealtimeHub {
  const channels = new Map<string, Set<Socket>>()

  function leave(channel: string, socket: Socket): void {
    const sockets = channels.get(channel)
    if (sockets?.delete(socket) && sockets.size === 0) channels.delete(channel)
  }

  function deliver(channel: string, socket: Socket, text: string, bytes: number): void {
    if (socket.readyState !== OPEN) return
    if (socket.bufferedAmount + bytes > MAX_BUFFERED_BYTES) {
      leave(channel, socket)
      socket.close(1013, 'Too slow')
      return
    }
    try {
      socket.send(text)
    } catch {
      leave(channel, socket)
    }
  }

  return {
    publish(channel, frame) {
      const sockets = channels.get(channel)
      if (sockets === undefined) return
      const text = JSON.stringify(frame)
      const bytes = Buffer.byteLength(text)
      for (const socket of [...sockets]) deliver(channel, socket, text, bytes)
    },
    subscribe(channel, socket) {
      const sockets = channels.get(channel) ?? new Set()
      channels.set(channel, sockets.add(socket))
      return () => leave(channel, socket)
    },
    count: (channel) => channels.get(channel)?.size ?? 0,
    close(channel, code, reason) {
      const sockets = [...(channels.get(channel) ?? [])]
      channels.delete(channel)
      for (const socket of sockets) socket.close(code, reason)
    },
    closeAll() {
      const sockets = new Set([...channels.values()].flatMap((members) => [...members]))
      channels.clear()
      for (const socket of sockets) socket.close(1001, 'Going away')
    },
  }
}
