/**
 * The entity sets behind Get-EXOMailbox, Get-EXORecipient and Get-EXOCasMailbox: plain OData, read by GET,
 * page by page. Paths and options are observed in published scripts. Rows are those of the cmdlet of the same
 * name, without annotations, since an entity set's types are declared (inferred).
 * https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2
 */
import type { Entity } from '../../base.ts'
import { type Test, testOf } from '../../graph/odata/evaluate.ts'
import { parseFilter } from '../../graph/odata/filter.ts'
import { GraphError } from '../../graph/wire/errors.ts'
import type { Answer } from '../../wire.ts'
import { headersOf, notAllowed, refused } from '../answers.ts'
import { mayRun } from '../authorization.ts'
import { malformedRequest, objectNotFound } from '../errors.ts'
import type { Cmdlet } from '../noun.ts'
import { type Entry, entryNamed } from './cmdlets.ts'
import { nextLink, pageOf } from './pages.ts'
import { DEFAULT_SET, propertiesOfSets } from './property-sets.ts'
import { type Selection, selectionIn } from './rows.ts'
import { runCmdlet } from './run.ts'
import type { Endpoint, Session } from './session.ts'

interface EntitySet {
  readonly name: string
  readonly cmdlet: string
  /** Cmdlets by the name of a function of an entity. */
  readonly functions?: Readonly<Record<string, string>>
  /** Page of the cmdlet of the module that reads it. */
  readonly source: string
}

const PAGES = 'https://learn.microsoft.com/powershell/module/exchangepowershell'

/** Some of the 51 that the real service lists. */
const ENTITY_SETS: readonly EntitySet[] = [
  { name: 'CasMailbox', cmdlet: 'Get-CASMailbox', source: `${PAGES}/get-exocasmailbox` },
  {
    name: 'Mailbox',
    cmdlet: 'Get-Mailbox',
    functions: { 'Exchange.GetMailboxStatistics()': 'Get-MailboxStatistics' },
    source: `${PAGES}/get-exomailbox`,
  },
  { name: 'Recipient', cmdlet: 'Get-Recipient', source: `${PAGES}/get-exorecipient` },
]

/** By name in lower case. */
export const COLLECTIONS: Readonly<Record<string, Endpoint>> = Object.fromEntries(
  ENTITY_SETS.map((set) => [
    set.name.toLowerCase(),
    {
      versions: ['beta'],
      method: 'GET',
      deep: true,
      prepare: (_arrival, { key, rest }) => {
        const { suffix, cmdlet } = calledBy(set, rest.join('/'))
        return {
          operation: `GET ${set.name}${key === undefined ? '' : "('{id}')"}${suffix}`,
          writes: false,
          run: (session) => answer(session, set, cmdlet === undefined ? undefined : entryNamed(cmdlet)),
        }
      },
    } satisfies Endpoint,
  ]),
)

const SUFFIX_SHOWN_MAX = 64

/** The cmdlet that the end of a path calls, and its name in call records. */
function calledBy({ cmdlet, functions = {} }: EntitySet, end: string): { suffix: string; cmdlet?: string } {
  if (end === '') return { suffix: '', cmdlet }
  const found = Object.entries(functions).find(([name]) => name.toLowerCase() === end.toLowerCase())
  return found
    ? { suffix: `/${found[0]}`, cmdlet: found[1] }
    : { suffix: `/${end.slice(0, SUFFIX_SHOWN_MAX)}` }
}

/** The served entity sets: those whose cmdlet is not emulated are refused. */
export const READS = ENTITY_SETS.flatMap(({ name, cmdlet, functions = {}, source }) => {
  const one = `GET ${name}('{id}')`
  const called = Object.entries(functions).filter(([, runs]) => entryNamed(runs))
  const own = entryNamed(cmdlet) ? [`GET ${name}`, one] : []
  return [...own, ...called.map(([end]) => `${one}/${end}`)].map((operation) => ({ operation, source }))
})

/** The service root lists the entity sets; `$metadata` is not public, and is refused. */
export const serviceRoot: Endpoint = {
  versions: ['beta'],
  method: 'GET',
  prepare: () => ({
    operation: 'GET /',
    writes: false,
    run: ({ arrival, target, requestId }) => {
      const value = ENTITY_SETS.map(({ name }) => ({ name, kind: 'EntitySet', url: name }))
      const context = `${arrival.origin}/adminapi/${target.version}/${target.tenantName}/$metadata`
      return {
        status: 200,
        headers: headersOf(requestId),
        body: JSON.stringify({ '@odata.context': context, value }),
      }
    },
  }),
}

function answer(session: Session, set: EntitySet, entry: Entry | undefined): Answer {
  const { arrival, target, requestId } = session
  const { key, rest } = target
  if (!entry || (rest.length > 0 && key === undefined)) return refused(404, requestId)
  if (!mayRun(session.claims, entry.roles)) return notAllowed(entry.cmdlet.name, requestId)
  const asked = new URLSearchParams(arrival.query)
  const root = `${arrival.origin}/adminapi/${target.version}/${target.tenantName}/$metadata#`
  if (rest.length > 0) {
    const { output } = runCmdlet(session, entry.cmdlet, { Identity: identityIn(key ?? '', asked) })
    const value = output.map(inBytes)
    return ok(requestId, { '@odata.context': `${root}Collection(Exchange.MailboxStatistics)`, value })
  }
  const select = shownBy(set, asked)
  if (key === undefined) return list(session, entry.cmdlet, { asked, select, context: `${root}${set.name}` })
  const identity = identityIn(key, asked)
  if (identity === '') throw objectNotFound('')
  const [found] = runCmdlet(session, entry.cmdlet, { Identity: identity }).output
  if (!found) throw objectNotFound(identity)
  return ok(requestId, { '@odata.context': `${root}${set.name}/$entity`, ...projected(found, select) })
}

/** A function's sizes are plain bytes: published scripts divide them by 1 GB (inferred from that). */
const inBytes = (row: Entity): Entity =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const bytes = typeof value === 'string' ? / \(([\d,]+) bytes\)$/.exec(value)?.[1] : undefined
      return [name, bytes === undefined ? value : Number(bytes.replaceAll(',', ''))]
    }),
  )

interface Asked {
  readonly asked: URLSearchParams
  readonly select: Selection
  readonly context: string
}

function list(session: Session, cmdlet: Cmdlet, { asked, select, context }: Asked): Answer {
  const { arrival, tenant, requestId } = session
  const page = pageOf(arrival, asked.get('$skiptoken'), tenant.position)
  const found = runCmdlet(session, cmdlet, parametersOf(cmdlet, asked), page.position).output
  const test = filterOf(asked.get('$filter'))
  const all = test ? found.filter((entity) => test(entity)) : found
  const top = asked.get('$top')
  if (top !== null && !/^\d{1,9}$/.test(top))
    throw malformedRequest(`The value '${top.slice(0, 64)}' of $top is not a number.`)
  const wanted = top === null ? all : all.slice(0, Number(top))
  const end = page.from + page.size
  const more = wanted.length > end
  return ok(requestId, {
    '@odata.context': context,
    ...(more ? { '@odata.nextLink': nextLink(arrival, end, page.position ?? tenant.position) } : {}),
    value: wanted.slice(page.from, end).map((entity) => projected(entity, select)),
  })
}

const ok = (requestId: string, body: object): Answer => ({
  status: 200,
  headers: headersOf(requestId),
  body: JSON.stringify(body),
})

/**
 * Options that the collection reads itself; `Properties` and `PropertySets` are the cmdlet's words for the
 * same.
 */
const OWN = new Set(['$select', '$filter', '$top', '$skiptoken', 'propertyset', 'propertysets', 'isencoded'])

/** Every other option is a parameter of the cmdlet; those of OData that are not listed above are not emulated. */
function parametersOf(cmdlet: Cmdlet, asked: URLSearchParams): Record<string, unknown> {
  const given: Record<string, unknown> = Object.create(null)
  if (cmdlet.table.byName.has('resultsize')) given.ResultSize = 'Unlimited'
  for (const [name, value] of asked) {
    const folded = name.toLowerCase()
    if (OWN.has(folded)) continue
    if (name.startsWith('$'))
      throw malformedRequest(`The query option '${name.slice(0, 64)}' is not supported.`)
    if (folded === 'resultsize') given.ResultSize = value
    else given[name] = folded === 'recipienttypedetails' ? value.split(',') : value
  }
  return given
}

function filterOf(text: string | null): Test | undefined {
  if (text === null || text.trim() === '') return undefined
  try {
    return testOf(parseFilter(text), (name) => name)
  } catch (error) {
    // Parsed by Graph's parser, refused in the admin service's form.
    if (error instanceof GraphError) throw malformedRequest(`Invalid filter clause: ${error.message}`)
    throw error
  }
}

const ENCODED_MAX = 4096

/** With `IsEncoded=True` an identity is base64, so that it can have any character (observed). */
function identityIn(key: string, asked: URLSearchParams): string {
  const isEncoded = [...asked].some(([name, value]) => /^isencoded$/i.test(name) && /^true$/i.test(value))
  if (!isEncoded) return key
  if (key.length > ENCODED_MAX || !/^[\w+/-]*={0,2}$/.test(key))
    throw malformedRequest('The identity is not encoded in base64.')
  return Buffer.from(key, 'base64').toString()
}

/** The requested sets and single properties together; the smallest set by default. */
function shownBy({ name }: EntitySet, asked: URLSearchParams): Selection {
  const sets = [...asked].find(([option]) => /^propertysets?$/i.test(option))?.[1]
  const select = asked.get('$select')
  if (sets === undefined && select !== null) return selectionIn(select)
  const named = propertiesOfSets(name, sets ?? DEFAULT_SET)
  if (named === undefined) return undefined
  return selectionIn([...named, ...(select ?? '').split(',')].join(','))
}

function projected(entity: Entity, select: Selection): Entity {
  if (!select) return entity
  return Object.fromEntries(Object.entries(entity).filter(([name]) => select.has(name.toLowerCase())))
}
