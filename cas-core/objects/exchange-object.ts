/** The three Exchange objects with Get-, New-, Set- and Remove- of the same shape, and a comment that holds the mark. */
import { isAnswer, M365Error } from '../microsoft/errors.ts'
import type { Row } from '../microsoft/exchange.ts'
import { repeatable } from '../microsoft/retry.ts'
import type { Fields, Found, MarkedSession, ObjectKind } from './kind.ts'

interface Description {
  /** The cmdlet noun: `InboundConnector`. */
  readonly noun: string
  readonly comment: 'Comment' | 'Comments'
  /** Properties that `wanted` can name. Only these are read, because a rule has two hundred. */
  readonly properties: readonly string[]
  /** Values as Get shows them, brought to the form in which they are set. */
  readonly readBack?: Readonly<Record<string, (value: unknown) => unknown>>
  /** Whether New takes `Enabled` and there are Enable- and Disable- cmdlets. */
  readonly switched?: true
}

export function exchangeObject({
  noun,
  comment,
  properties,
  readBack = {},
  switched,
}: Description): ObjectKind {
  const select = ['Guid', 'Name', comment, ...(switched ? ['State'] : []), ...properties]
  const read = new Set(select)
  const requireRead = (wanted: Fields) => {
    for (const name in wanted)
      if (wanted[name] !== null && !read.has(name))
        throw new TypeError(
          `${noun}: ${name} is wanted and would never be read back; add it to the kind's properties`,
        )
  }
  const requireEnabled = async (session: MarkedSession, { id, name }: Found) => {
    const [fields] = await session.read(`Get-${noun}`, { Identity: id }, ['Guid', 'Enabled'])
    if (fields?.Enabled === false) throw disabled(STAYS_DISABLED, name)
  }
  return {
    markedIn: comment,
    async observe(session) {
      const rows = await session.read(`Get-${noun}`, { ResultSize: 'Unlimited' }, select)
      return rows.map((row) => foundOf(session, row, comment))
    },
    async create(session, { wanted, mark, enabled }) {
      requireRead(wanted)
      const state = switched ? { Enabled: enabled } : {}
      const parameters = { ...withValues(wanted), ...state, [comment]: mark }
      const isToBeOn = !switched && wanted.Enabled === true
      const shown = ['Guid', 'Name', ...(isToBeOn ? ['Enabled'] : [])]
      const [fields = {}] = await session.exchange.invoke(`New-${noun}`, parameters, shown)
      if (isToBeOn && fields.Enabled === false) throw disabled(CREATED_DISABLED, String(fields.Name))
      return { id: String(fields.Guid ?? ''), fields }
    },
    async update(session, found, changes) {
      const set = (fields: Fields) =>
        repeatable(session.ports, () =>
          session.exchange.invoke(`Set-${noun}`, { Identity: found.id, ...fields }),
        )
      const { Name, ...others } = changes
      try {
        await set(changes)
        if (!switched && changes.Enabled === true) await requireEnabled(session, found)
        return []
      } catch (error) {
        if (Name === undefined || !isAnswer(error)) throw error
        // the rest is updated even if the name cannot be restored
        if (Object.keys(others).length > 0) await set(others)
        return [{ part: 'Name', error }]
      }
    },
    async remove(session, found) {
      const parameters = { Identity: found.id, Confirm: false }
      await repeatable(session.ports, () => session.exchange.invoke(`Remove-${noun}`, parameters))
    },
    differences(wanted, found) {
      requireRead(wanted)
      return differing(wanted, found.fields, readBack)
    },
    ...(switched ? switchOf(noun) : {}),
  }
}

/** The answer to New- shows the object switched off: it is so everywhere. */
export const CREATED_DISABLED = 'CreatedDisabled'
/** Set- has taken `Enabled`, and Get- does not show it: a replica may be behind, or the offering refuses it. */
export const STAYS_DISABLED = 'StaysDisabled'

/**
 * Some offerings get the object switched off: mail that relies on it must not be led there.
 * https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/inbound-connector-faq
 */
const disabled = (code: string, name: string): M365Error =>
  new M365Error(
    'exchange',
    400,
    code,
    `"${name}" is in a disabled state. Contact Microsoft's support to enable it.`,
  )

function switchOf(noun: string): Pick<ObjectKind, 'isEnabled' | 'setEnabled'> {
  return {
    isEnabled: (found) => found.fields.State === 'Enabled',
    async setEnabled(session: MarkedSession, id: string, enabled: boolean) {
      const cmdlet = `${enabled ? 'Enable' : 'Disable'}-${noun}`
      await repeatable(session.ports, () => session.exchange.invoke(cmdlet, { Identity: id, Confirm: false }))
    },
  }
}

function foundOf(session: MarkedSession, row: Row, comment: string): Found {
  return {
    id: String(row.Guid ?? ''),
    name: String(row.Name ?? ''),
    marker: session.marks.read(row[comment]),
    fields: row,
  }
}

/** A new object does not need nulls; in an update null removes a value. */
const withValues = (wanted: Fields): Fields =>
  Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null))

/** Wanted fields whose value differs; lists are compared as sets, text without regard to case. */
function differing(wanted: Fields, found: Fields, readBack: NonNullable<Description['readBack']>): Fields {
  const different: Record<string, unknown> = {}
  for (const name in wanted) {
    const convert = readBack[name]
    const present = convert ? convert(found[name]) : found[name]
    if (!isSame(wanted[name], present)) different[name] = wanted[name]
  }
  return different
}

/** A list that comes back in the order in which it was set needs no sorting. */
const isSame = (one: unknown, other: unknown): boolean =>
  one === other || isSameList(one, other) || comparable(one) === comparable(other)

const isSameList = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) &&
  Array.isArray(other) &&
  one.length === other.length &&
  one.every((value, i) => typeof value === 'string' && value === other[i])

function comparable(value: unknown): string {
  if (Array.isArray(value)) return value.map(comparable).sort().join('\n')
  return value === null || value === undefined ? '' : String(value).toLowerCase()
}
