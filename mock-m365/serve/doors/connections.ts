/** The connections of a server, so that it can stop at once, even while clients keep connections open. */
import type { Server } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Watches a server from now on. Node's own `closeAllConnections` misses connections that a client broke
 * silently, and `close` would wait for them for ever.
 * @returns a function that ends all connections, and later ones at once
 */
export function connectionsOf(server: Server): () => void {
  const open = new Set<Duplex>()
  let isClosing = false
  server.on('connection', (socket: Duplex) => {
    if (isClosing) {
      socket.destroy()
      return
    }
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => {
    isClosing = true
    for (const socket of open) socket.destroy()
  }
}
