/**
 * Senders, URLs, files and IPv6 addresses of the Tenant Allow/Block List. Rows observed in answers of a live tenant;
 * texts of refusals inferred.
 * https://learn.microsoft.com/powershell/module/exchange/new-tenantallowblocklistitems
 */

import { createHash } from 'node:crypto'
import type { Entity } from '../../base.ts'
import { DAY_MS, universalTime } from '../../times.ts'
import { guidOf } from '../directory-object.ts'
import { entryExists, invalidSettings, objectNotFound, parameterSetUnresolved } from '../errors.ts'
import { type Invocation, NOTHING, noun, type Outcome, unmodified } from '../noun.ts'
import type { Binding, ParameterSpec } from '../parameters.ts'
import { entryOf, LIST_TYPES, type ListType } from '../tenant-list-entries.ts'

const KIND = 'TenantAllowBlockListItems'
/** A block entry lasts thirty days by default (documented). */
const BLOCK_MS = 30 * DAY_MS
/** Allow and block entries of one type, each, in an organization without Defender for Office 365 (documented). */
const ENTRIES_MAX = 500

const oneOf = (values: readonly string[]): ParameterSpec => ({ type: 'Enum', clr: 'System.String', values })
const FLAG: ParameterSpec = { type: 'Boolean' }
const TYPE: ParameterSpec = { ...oneOf(LIST_TYPES), mandatory: true }
const SUBTYPE = oneOf(['AdvancedDelivery', 'Tenant'])
const ENTRIES: ParameterSpec = { type: 'String[]', max: 1024 }
/** OutputJson requests another form of answer, which is not emulated: it is refused as unknown. */
const SHARED = { ListType: TYPE, Allow: FLAG, Block: FLAG, NoExpiration: FLAG } as const
const INTERNAL: Readonly<Record<string, ParameterSpec>> = {
  ExpirationDate: { type: 'DateTime' },
  Notes: { type: 'String', max: 1024 },
  RemoveAfter: { type: 'Int32', range: [45, 45] },
}

export default noun({
  name: KIND,
  verbs: [],
  odd: {
    'Get-TenantAllowBlockListItems': {
      parameters: {
        ...SHARED,
        Entry: { type: 'String', max: 1024 },
        ExpirationDate: { type: 'DateTime' },
        ListSubType: { type: 'String[]', values: ['AdvancedDelivery', 'Tenant'], clr: 'System.String' },
      },
      run: show,
    },
    'New-TenantAllowBlockListItems': {
      parameters: {
        ...SHARED,
        ...INTERNAL,
        Entries: { ...ENTRIES, mandatory: true },
        ListSubType: SUBTYPE,
        LogExtraDetails: FLAG,
        SubmissionID: { type: 'String', max: 256 },
      },
      needsCustomization: true,
      run: create,
    },
    'Set-TenantAllowBlockListItems': {
      parameters: { ...SHARED, ...INTERNAL, Entries: ENTRIES, Ids: ENTRIES, ListSubType: SUBTYPE },
      needsCustomization: true,
      run: change,
    },
    'Remove-TenantAllowBlockListItems': {
      parameters: { ListType: TYPE, Entries: ENTRIES, Ids: ENTRIES, ListSubType: SUBTYPE },
      run: remove,
    },
  },
})

/** Internal properties, which are not shown. */
const shown = ({ ListType: _, ...row }: Entity): Entity => row

function show({ view, bound, at }: Invocation): Outcome {
  const { ListType, Entry, ExpirationDate, NoExpiration } = bound
  const action = actionOf(bound)
  const subtypes = Array.isArray(bound.ListSubType) ? bound.ListSubType : ['Tenant']
  const output = view
    .list(KIND)
    .filter(
      (item) =>
        item.ListType === ListType &&
        subtypes.includes(item.ListSubType) &&
        isCurrent(item, at) &&
        (!action || item.Action === action) &&
        (typeof Entry !== 'string' || String(item.Value).toLowerCase() === Entry.toLowerCase()) &&
        (NoExpiration !== true || (item.ExpirationDate === null && item.RemoveAfter === null)) &&
        (typeof ExpirationDate !== 'string' || sameMoment(item.ExpirationDate, ExpirationDate)),
    )
  return { ...NOTHING, output: output.map(shown) }
}

const sameMoment = (a: unknown, b: string): boolean =>
  typeof a === 'string' && Date.parse(a) === Date.parse(b)

/** Expired entries are not shown. */
const isCurrent = ({ ExpirationDate }: Entity, at: number): boolean =>
  typeof ExpirationDate !== 'string' || Date.parse(ExpirationDate) > at

function actionOf({ Allow, Block }: Binding): 'Allow' | 'Block' | undefined {
  if (Allow === true && Block === true) throw parameterSetUnresolved()
  if (Allow === true) return 'Allow'
  return Block === true ? 'Block' : undefined
}

/** Whether and when an entry expires; the three parameters exclude each other (documented). */
function endOf(bound: Binding, type: unknown, action: string, at: number) {
  const { ExpirationDate, NoExpiration, RemoveAfter, ListSubType } = bound
  const ways = [ExpirationDate !== undefined, NoExpiration === true, RemoveAfter !== undefined]
  if (ways.filter(Boolean).length > 1) throw parameterSetUnresolved()
  if (RemoveAfter !== undefined && (action !== 'Allow' || type === 'IP'))
    throw invalidSettings(
      'RemoveAfter can be used only with Allow entries of the types Sender, FileHash and Url.',
    )
  if (NoExpiration === true && action === 'Allow' && type !== 'IP' && ListSubType !== 'AdvancedDelivery')
    throw invalidSettings("NoExpiration can't be used with this type of Allow entry.")
  if (NoExpiration === true) return { ExpirationDate: null, RemoveAfter: null }
  if (typeof ExpirationDate === 'string') {
    if (Date.parse(ExpirationDate) <= at) throw invalidSettings('ExpirationDate must be in the future.')
    return { ExpirationDate: universalTime(Date.parse(ExpirationDate)), RemoveAfter: null }
  }
  if (action === 'Block') return { ExpirationDate: universalTime(at + BLOCK_MS), RemoveAfter: null }
  return type === 'IP'
    ? { ExpirationDate: universalTime(at + BLOCK_MS), RemoveAfter: null }
    : { ExpirationDate: null, RemoveAfter: 45 }
}

function create({ view, bound, at, actorName }: Invocation): Outcome {
  const action = actionOf(bound)
  if (!action) throw parameterSetUnresolved()
  const ListType = bound.ListType as ListType
  const end = endOf(bound, ListType, action, at)
  const present = view.list(KIND).filter((item) => item.ListType === ListType && isCurrent(item, at))
  const known = new Set(present.map(({ Value }) => String(Value).toLowerCase()))
  const values = (bound.Entries as readonly string[]).map((entry) => entryOf(ListType, entry))
  for (const value of values) {
    if (known.has(value.toLowerCase())) throw entryExists(value)
    known.add(value.toLowerCase())
  }
  if (present.filter((item) => item.Action === action).length + values.length > ENTRIES_MAX)
    throw invalidSettings(`The number of ${action} entries of the type ${ListType} exceeds ${ENTRIES_MAX}.`)
  const items = values.map((Value) => ({
    LastUsedDate: null,
    Error: null,
    Identity: identityOf(ListType, Value),
    Value,
    Action: action,
    Notes: bound.Notes ?? '',
    SubmissionID: bound.SubmissionID ?? 'Non-Submission',
    ListSubType: bound.ListSubType ?? 'Tenant',
    SysManaged: false,
    LastModifiedDateTime: universalTime(at),
    ExpirationDate: end.ExpirationDate,
    ObjectState: 'Unchanged',
    EntryValueHash: createHash('sha256').update(Value).digest('base64'),
    ModifiedBy: actorName,
    // The service's own misspelling (observed).
    'LastUsedDate(DateTime])': null,
    RemoveAfter: end.RemoveAfter,
    CreatedDateTime: universalTime(at),
    ListType,
  }))
  return {
    ...NOTHING,
    output: items.map((item) => ({ ...shown(item), ObjectState: 'New' })),
    edits: items.map((item) => ({ kind: KIND, key: item.Identity.toLowerCase(), after: item })),
  }
}

/** Form observed, content inferred: the id is derived from the entry. */
const identityOf = (type: string, value: string): string =>
  `RgAAAA${Buffer.from(guidOf(`${type} ${value}`.toLowerCase()).replaceAll('-', ''), 'hex').toString('base64url')}AAAA0`

/** By Entries or by Ids, never both (documented); a missing entry refuses the call (inferred). */
function meant({ view, bound, at }: Invocation): Entity[] {
  const { Entries, Ids, ListType } = bound
  if ((Entries === undefined) === (Ids === undefined)) throw parameterSetUnresolved()
  const property = Ids === undefined ? 'Value' : 'Identity'
  return ((Ids ?? Entries) as readonly string[]).map((wanted) => {
    const [item] = view
      .find(KIND, property, wanted)
      .filter((one) => one.ListType === ListType && isCurrent(one, at))
    if (!item) throw objectNotFound(wanted)
    return item
  })
}

const keyOf = ({ Identity }: Entity): string => String(Identity).toLowerCase()

function change(invocation: Invocation): Outcome {
  const { bound, at, actorName } = invocation
  const ends = ['ExpirationDate', 'NoExpiration', 'RemoveAfter'].some((name) => bound[name] !== undefined)
  const edits = meant(invocation).map((item) => {
    const Action = actionOf(bound) ?? String(item.Action)
    const end = ends ? endOf(bound, item.ListType, Action, at) : {}
    const Notes = bound.Notes ?? item.Notes
    const after = {
      ...item,
      ...end,
      Action,
      Notes,
      ModifiedBy: actorName,
      LastModifiedDateTime: universalTime(at),
    }
    return { kind: KIND, key: keyOf(item), after }
  })
  return edits.length === 0 ? { ...NOTHING, warnings: [unmodified(KIND)] } : { ...NOTHING, edits }
}

/** The answer has the removed entries with only their value (observed). */
function remove(invocation: Invocation): Outcome {
  const items = meant(invocation)
  const output = items.map((item) => ({
    ...Object.fromEntries(Object.keys(shown(item)).map((name) => [name, null])),
    Identity: '',
    Value: item.Value,
    Action: '0',
    ObjectState: 'Deleted',
  }))
  return {
    ...NOTHING,
    output,
    edits: items.map((item) => ({ kind: KIND, key: keyOf(item), after: undefined })),
  }
}
