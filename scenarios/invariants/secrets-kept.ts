import { VENDOR_KEY } from '../harness/console/product.ts'
import { invariant, type Moment } from '../harness/moment.ts'

/** Looked for in what the product logs, sends and shows: what it is given in confidence is in none of these. */
export const secretsKept = invariant({
  name: 'secrets kept',
  statement:
    'no secret of the vendor, password of an administrator or access token is in the log, in e-mail, or in what the console shows',
  clauses: [],
  check(moment) {
    const { logged, mails, result } = moment
    const shown = [result.message, ...result.activities, JSON.stringify(result.data ?? {})]
    const places: readonly (readonly [place: string, texts: readonly string[]])[] = [
      ['the log', logged],
      ['an e-mail', mails.map((mail) => JSON.stringify(mail))],
      ['what the console shows', shown],
    ]
    return places.flatMap(([place, texts]) => secretsIn(texts.join('\n'), moment, place))
  },
})

/** The three parts of a signed token, of which the first two are JSON. */
const TOKEN = /\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/

function secretsIn(text: string, { world }: Moment, place: string): string[] {
  if (text === '') return []
  const { applications, accounts } = world.origin.facts
  const named: readonly (readonly [what: string, secret: string])[] = [
    ['the vendor’s key', VENDOR_KEY],
    ...applications.map((one) => [`the secret for ${one.purpose}`, one.clientSecret] as const),
    ...accounts.map((one) => [`the password of ${one.userPrincipalName}`, one.password] as const),
  ]
  return [
    ...named
      .filter(([, secret]) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
      .map(([what]) => `${what} is in ${place}`),
    ...(TOKEN.test(text) ? [`an access token is in ${place}`] : []),
  ]
}
