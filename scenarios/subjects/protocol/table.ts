/** The routes of the protocol. The OpenAPI document is made from them, and clients and servers ask them for their schemas. */
import type { Schema } from '#input'
import { ANSWER, ASKED, MAILS, NOTHING, SETTINGS, TOLD } from './schemas.ts'

export interface ProtocolRoute {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** What it does, in one sentence. */
  readonly does: string
  /** Absent where nothing is sent. */
  readonly body?: Schema
  readonly answer: Schema
}

export const ROUTES = {
  tell: { method: 'GET', path: '/', does: 'Tells what the system under test is and has.', answer: TOLD },
  configure: {
    method: 'POST',
    path: '/configure',
    does: 'Gives it its settings. It opens what it has kept in the store, or begins there.',
    body: SETTINGS,
    answer: NOTHING,
  },
  perform: {
    method: 'POST',
    path: '/operations/{operation}',
    does: 'Does an operation of the console, and answers when it is done.',
    body: ASKED,
    answer: ANSWER,
  },
  mails: {
    method: 'GET',
    path: '/mails',
    does: 'Tells the e-mail that it has sent since it was configured; asked where it tells its e-mail.',
    answer: MAILS,
  },
  stop: { method: 'POST', path: '/stop', does: 'Ends it, in its own time.', answer: NOTHING },
} as const satisfies Readonly<Record<string, ProtocolRoute>>
