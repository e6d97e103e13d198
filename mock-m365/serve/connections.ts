/** The connections of a server, so that it can stop at once: whoever keeps one open does not hold it up. */
import type { Server } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Watches a server from now on. Node's own `closeAllConnections` knows of no connection that its client broke without
 * a word, and `close` would wait for such a one for ever.
 * @returns ends all connections, and those that come later at once
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
