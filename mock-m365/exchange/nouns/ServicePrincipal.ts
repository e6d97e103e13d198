/**
 * Exchange's pointers to Entra's service principals, by which role groups and roles are given to applications.
 * https://learn.microsoft.com/powershell/module/exchange/new-serviceprincipal — properties documented in its examples
 */
import { createHash } from 'node:crypto'
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { directoryTail } from '../directory-object.ts'
import { ambiguous, directoryObjectExists, objectNotFound, parameterSetUnresolved } from '../errors.ts'
import { type Invocation, NOTHING, noun, type Outcome, unmodified } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { meantBy } from '../wildcards.ts'

const KIND = 'ServicePrincipal'
const GUID: ParameterSpec = { type: 'String', max: 36 }
const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }
const DISPLAY_NAME: ParameterSpec = { type: 'String', max: 256 }

export default noun({
  name: KIND,
  verbs: [],
  odd: {
    'Get-ServicePrincipal': {
      parameters: { Identity: { type: 'String' } },
      run: ({ view, bound }) => ({
        ...NOTHING,
        output: bound.Identity ? principalsNamed(view, String(bound.Identity)) : view.list(KIND),
      }),
    },
    'New-ServicePrincipal': {
      // ServiceId is the older name of ObjectId (documented).
      parameters: {
        AppId: { ...GUID, mandatory: true },
        ObjectId: GUID,
        ServiceId: GUID,
        DisplayName: DISPLAY_NAME,
      },
      run: create,
    },
    'Set-ServicePrincipal': {
      parameters: { Identity: IDENTITY, DisplayName: DISPLAY_NAME },
      run: ({ view, bound }) => {
        const before = getPrincipal(view, String(bound.Identity))
        const after = { ...before, DisplayName: bound.DisplayName ?? before.DisplayName }
        if (after.DisplayName === before.DisplayName)
          return { ...NOTHING, warnings: [unmodified(String(before.Identity))] }
        return { ...NOTHING, edits: [{ kind: KIND, key: String(before.Guid), after }] }
      },
    },
    'Remove-ServicePrincipal': {
      parameters: { Identity: IDENTITY },
      run: ({ view, bound }) => {
        const before = getPrincipal(view, String(bound.Identity))
        return { ...NOTHING, edits: [{ kind: KIND, key: String(before.Guid), after: undefined }] }
      },
    },
  },
})

const NAMES = ['ObjectId', 'AppId', 'DisplayName', 'Name']

/** @throws CmdletError 404 without a match, 400 for several */
function getPrincipal(view: View, identity: string): Entity {
  const [principal, other] = principalsNamed(view, identity)
  if (!principal || other) throw ambiguous(identity)
  return principal
}

/** @throws CmdletError 404 */
function principalsNamed(view: View, identity: string): readonly Entity[] {
  const exact =
    view.get(KIND, identity.toLowerCase()) ?? NAMES.flatMap((name) => view.find(KIND, name, identity))[0]
  const found = meantBy(
    identity,
    exact ? [exact] : [],
    () => view.list(KIND),
    ({ DisplayName, Name }) => [DisplayName, Name],
  )
  if (found.length === 0) throw objectNotFound(identity)
  return found
}

/**
 * Both ids belong to one service principal in Entra (documented; that others are refused as not found is
 * inferred).
 */
function create({ view, organization, bound, ids, at }: Invocation): Outcome {
  const AppId = String(bound.AppId).toLowerCase()
  const ObjectId = String(bound.ObjectId ?? bound.ServiceId ?? '').toLowerCase()
  if (ObjectId === '') throw parameterSetUnresolved()
  const principal = view.get('servicePrincipals', ObjectId)
  if (principal?.appId !== AppId) throw objectNotFound(ObjectId)
  const [existing] = view.find(KIND, 'ObjectId', ObjectId)
  if (existing) throw directoryObjectExists(String(existing.DistinguishedName))
  const guid = ids.uuid()
  const tail = directoryTail({ organization, guid, at }, ObjectId, PLACE)
  const made = { DisplayName: bound.DisplayName ?? '', AppId, ObjectId, Sid: sidOf(ObjectId), ...tail }
  return { ...NOTHING, output: [made], edits: [{ kind: KIND, key: guid, after: made }] }
}

const PLACE = {
  container: 'CN=ServicePrincipals,',
  category: 'ms-Exch-Service-Principal',
  objectClass: 'msExchServicePrincipal',
  version: '0.20 (15.0.0.0)',
}

/** Only the form is right: the real number comes from the directory (proposed). */
function sidOf(objectId: string): string {
  const digest = createHash('sha256').update(objectId).digest()
  return `S-1-5-21-${digest.readUInt32LE(0)}-${digest.readUInt32LE(4)}-${digest.readUInt32LE(8)}-${digest.readUInt16LE(12)}`
}
