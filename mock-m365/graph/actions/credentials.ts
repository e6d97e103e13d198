/** addPassword, removePassword, addKey and removeKey of applications and service principals. */
import type { Entity } from '../../base.ts'
import type { Answer } from '../../wire.ts'
import { checkProof, credentialsOf, newKey, newPassword, without } from '../applications/credentials.ts'
import { checkOwnedByOnly } from '../applications/owners.ts'
import { writing } from '../authorization/access.ts'
import { applications } from '../resources/applications.ts'
import { servicePrincipals } from '../resources/servicePrincipals.ts'
import { getByPath, idOf } from '../verbs/entities.ts'
import type { Resource } from '../verbs/resource.ts'
import { noContent } from '../wire/answer.ts'
import type { Turn } from '../wire/turn.ts'
import { type Action, answerComplex, parametersOf } from './action.ts'

const WRITE = writing(
  ['Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy', 'Directory.ReadWrite.All'],
  ['applications/credentials/update', 'servicePrincipals/credentials/update'],
  ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
)

const added = parametersOf('addPassword', { passwordCredential: { type: 'Complex' } })
const removed = parametersOf('removePassword', { keyId: { type: 'Guid', required: true } })
const keyAdded = parametersOf('addKey', {
  keyCredential: { type: 'Complex', required: true },
  passwordCredential: { type: 'Complex' },
  proof: { type: 'String', required: true, max: 16_384 },
})
const keyRemoved = parametersOf('removeKey', {
  keyId: { type: 'Guid', required: true },
  proof: { type: 'String', required: true, max: 16_384 },
})

type Act = (turn: Turn, entity: Entity, store: (property: string, list: readonly Entity[]) => void) => Answer

const ACTS: Readonly<Record<string, Act>> = {
  addPassword: (turn, entity, store) => {
    const made = newPassword(added(turn).passwordCredential, turn.cloud.ids, turn.arrival.at)
    store('passwordCredentials', [...credentialsOf(entity, 'passwordCredentials'), made])
    return answerComplex(turn, 'passwordCredential', made)
  },
  removePassword: (turn, entity, store) => {
    const list = credentialsOf(entity, 'passwordCredentials')
    store('passwordCredentials', without(list, 'password', removed(turn).keyId))
    return noContent(turn)
  },
  addKey: (turn, entity, store) => {
    const { keyCredential, proof } = keyAdded(turn)
    const keys = credentialsOf(entity, 'keyCredentials')
    checkProof(proof, entity, keys, turn.arrival.at)
    const made = newKey(keyCredential, turn.cloud.ids)
    store('keyCredentials', [...keys, made])
    return answerComplex(turn, 'keyCredential', { ...made, key: null })
  },
  removeKey: (turn, entity, store) => {
    const { keyId, proof } = keyRemoved(turn)
    const keys = credentialsOf(entity, 'keyCredentials')
    checkProof(proof, entity, keys, turn.arrival.at)
    store('keyCredentials', without(keys, 'key', keyId))
    return noContent(turn)
  },
}

const OWNERS: readonly { kind: 'applications' | 'servicePrincipals'; resource: Resource }[] = [
  { kind: 'applications', resource: applications },
  { kind: 'servicePrincipals', resource: servicePrincipals },
]

export const credentialActions: readonly Action[] = OWNERS.flatMap(({ kind, resource }) =>
  Object.entries(ACTS).map(
    ([name, act]): Action => ({
      method: 'POST',
      path: `${kind}/{id}/${name}`,
      alternateKeys: resource.alternateKeys ?? [],
      access: WRITE,
      source: `https://learn.microsoft.com/graph/api/${resource.type.toLowerCase()}-${name.toLowerCase()}`,
      provenance: 'documented',
      run: (turn) => {
        const entity = getByPath(turn, resource)
        checkOwnedByOnly(turn, kind, entity)
        return act(turn, entity, (property, list) => {
          turn.tenant.commit(turn.write, kind, idOf(entity), { ...entity, [property]: list })
        })
      },
    }),
  ),
)
