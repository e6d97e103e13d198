/**
 * Node's `node:http` as CommonJS has it. An import evaluates each of its exports, and `WebSocket` among them loads the
 * whole of Node's undici: a tenth of the processor time that a server takes to start.
 */
export const http = process.getBuiltinModule('node:http')
