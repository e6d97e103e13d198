/** Logon and session. Who somebody is, a port says: the customer's own sign-in, or the vendor's. */
import * as v from 'valibot'
import { done, refuses } from '../answer.ts'
import { type AnyOperation, operation } from '../operation.ts'
import { TEXT } from '../text.ts'

const signIn = operation({
  name: 'signIn',
  screen: 'Session',
  does: 'Begins a session of the console, which ends after an hour without use.',
  who: 'anyone',
  input: v.strictObject({}),
  repeatable: false,
  async run(at) {
    const session = at.product.sessions.begin(at.user, at.company.name)
    return done(at, 'signed in', { name: at.user.name }, { session })
  },
})

const signOut = operation({
  name: 'signOut',
  screen: 'Session',
  does: 'Ends a session.',
  who: 'anyone',
  input: v.strictObject({ session: TEXT }),
  repeatable: true,
  async run(at, { session }) {
    const used = at.product.sessions.use(session)
    if (used && used.user.name !== at.user.name) return refuses(at, 'not permitted', { operation: 'signOut' })
    at.product.sessions.end(session)
    return done(at, 'signed out', {})
  },
})

export const SESSION: readonly AnyOperation[] = [signIn, signOut]
