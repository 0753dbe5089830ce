import type { FastifyInstance } from 'fastify'

/**
 * While the server stops, a connection ends as soon as its answer is out. Fastify ends those that are idle when the stop begins; one
 * whose answer is under way at that moment would stay for its keep-alive time, longer than a stop may take.
 */
export function endConnectionsOnClose(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    done()
  })
  app.addHook('onResponse', (_request, _reply, done) => {
    // Node counts the connection as idle only after this event.
    if (closing) setImmediate(() => app.server.closeIdleConnections())
    done()
  })
}
