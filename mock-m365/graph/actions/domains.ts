/** Verifying, promoting and force-deleting domains. https://learn.microsoft.com/graph/api/resources/domain */

import { textRecordsOf } from '../../public-dns.ts'
import type { Answer } from '../../wire.ts'
import { reading, writing } from '../authorization/access.ts'
import {
  freedFrom,
  ownerOf,
  referencesTo,
  rootOf,
  syncOrganization,
  verificationNumber,
  verifiedDomain,
} from '../directory/domain-rules.ts'
import { domains } from '../resources/domains.ts'
import { getByPath, idOf } from '../verbs/entities.ts'
import { answerEntity } from '../verbs/operations.ts'
import { noContent } from '../wire/answer.ts'
import {
  domainInUse,
  domainRecordMissing,
  domainTaken,
  domainUnverified,
  quotaExceeded,
  referenceInvalid,
} from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { type Action, answerValue, parametersOf } from './action.ts'

/** https://learn.microsoft.com/graph/api/domain-forcedelete (documented) */
const REFERENCES_MAX = 1000

const READ = reading(['Domain.Read.All', 'Domain.ReadWrite.All', 'Directory.Read.All'])
const WRITE = writing(['Domain.ReadWrite.All'], ['domains/allProperties/update'])
const page = (name: string) =>
  ({ source: `https://learn.microsoft.com/graph/api/${name}`, provenance: 'documented' }) as const

const forced = parametersOf('forceDelete', { disableUserAccounts: { type: 'Boolean' } })

export const domainActions: readonly Action[] = [
  { method: 'POST', path: 'domains/{id}/verify', access: WRITE, ...page('domain-verify'), run: verify },
  { method: 'POST', path: 'domains/{id}/promote', access: WRITE, ...page('domain-promote'), run: promote },
  {
    method: 'POST',
    path: 'domains/{id}/forceDelete',
    access: WRITE,
    ...page('domain-forcedelete'),
    run: forceDelete,
  },
  {
    method: 'GET',
    path: 'domains/{id}/rootDomain',
    access: READ,
    ...page('domain-get-rootdomain'),
    run: (turn) => answerEntity(turn, domains, rootOf(turn.tenant, getByPath(turn, domains))),
  },
]

/** Succeeds where the public DNS holds the record; the refusal's text is inferred. */
function verify(turn: Turn): Answer {
  const { tenant, cloud, write } = turn
  const domain = getByPath(turn, domains)
  const id = idOf(domain)
  if (domain.isVerified === true) return answerEntity(turn, domains, domain)
  const owner = ownerOf(cloud.tenants.values(), id)
  if (owner && owner !== tenant.id) throw domainTaken(id)
  if (!textRecordsOf(tenant, id).includes(`MS=ms${verificationNumber(id)}`)) throw domainRecordMissing(id)
  const after = verifiedDomain(domain)
  tenant.commit(write, 'domains', id, after)
  syncOrganization(turn)
  return answerEntity(turn, domains, after)
}

/** A verified subdomain becomes a root domain. */
function promote(turn: Turn): Answer {
  const domain = getByPath(turn, domains)
  if (domain.isVerified !== true) throw domainUnverified(idOf(domain))
  if (domain.isRoot !== false) throw referenceInvalid('isRoot')
  turn.tenant.commit(turn.write, 'domains', idOf(domain), { ...domain, isRoot: true })
  return answerValue(turn, 'Edm.Boolean', true)
}

/**
 * Renames what depends on the domain to the initial domain, and removes the domain. The service does it
 * later, the mock at once.
 */
function forceDelete(turn: Turn): Answer {
  const { tenant, write } = turn
  const domain = getByPath(turn, domains)
  const id = idOf(domain)
  const { disableUserAccounts } = turn.arrival.body === '' ? {} : forced(turn)
  const initial = tenant.find('domains', 'isInitial', true)[0]
  if (!initial || domain.isInitial === true || domain.isDefault === true)
    throw domainInUse(id, 'it is the initial or the default domain')
  const depending = referencesTo(tenant, id)
  if (depending.length > REFERENCES_MAX)
    throw quotaExceeded(depending.length, REFERENCES_MAX, 'domainNameReferences')
  if (tenant.list('domains').some((one) => idOf(one).endsWith(`.${id}`)))
    throw domainInUse(id, 'it has subdomains')
  tenant.commit(write, 'domains', id, undefined)
  for (const one of depending) {
    const freed = freedFrom(one, id, idOf(initial))
    const after =
      one.kind === 'users' && disableUserAccounts === true ? { ...freed, accountEnabled: false } : freed
    tenant.commit(write, one.kind, idOf(one.entity), after, true)
  }
  syncOrganization(turn)
  return noContent(turn)
}
