/**
 * Signing of outgoing mail by domain. A domain without a configuration is not in answers (documented), and
 * neither is the initial one. Names, order and values of the object are observed in a published export.
 * Nothing here signs: the keys are placeholders (proposed). There is no DNS, so a custom domain's records are
 * never found and enabling it is refused as in the service.
 * https://learn.microsoft.com/defender-office-365/email-authentication-dkim-configure
 */

import { createHash } from 'node:crypto'
import type { Entity } from '../../base.ts'
import { DAY_MS, localTime } from '../../times.ts'
import { directoryTail, type Origin, type Placement } from '../directory-object.ts'
import { directoryObjectExists, invalidSettings } from '../errors.ts'
import { type Draft, type Invocation, noun } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { TEXT } from '../threat-policies/policy.ts'
import { acceptedDomains } from './AcceptedDomain.ts'

const PLACE: Placement = {
  container: 'CN=Dkim Signing config,',
  category: 'ms-Exch-Hosted-Content-Filter-Config',
  objectClass: 'msExchHostedContentFilterConfig',
  version: '0.20 (15.0.0.0)',
}

const CANONICALIZATION: ParameterSpec = {
  type: 'Enum',
  clr: 'Microsoft.Exchange.Data.Directory.SystemConfiguration.CanonicalizationType',
  values: ['Simple', 'Relaxed'],
}

export default noun({
  name: 'DkimSigningConfig',
  verbs: ['Get', 'New', 'Set'],
  named: 'DomainName',
  parameters: {
    DomainName: { type: 'String', mandatory: true, max: 256, property: null, verbs: ['New'] },
    Enabled: { type: 'Boolean', mandatory: true },
    AdminDisplayName: TEXT,
    BodyCanonicalization: CANONICALIZATION,
    HeaderCanonicalization: CANONICALIZATION,
    KeySize: { type: 'Int32', clr: 'System.UInt16', property: null, verbs: ['New'] },
    PublishTxtRecords: { type: 'Boolean', property: null, verbs: ['Set'] },
  },
  blank,
  settle,
  exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
})

/** Observed: keys of a new configuration are used from four days after their creation. */
const ROTATES_AFTER = 4 * DAY_MS

function blank(origin: Origin, name: string): Draft {
  const now = localTime(origin.at)
  const selector = (number: number) => ({
    [`Selector${number}KeySize`]: 1024,
    [`Selector${number}CNAME`]: `selector${number}-${name.replaceAll('.', '-')}._domainkey.${origin.organization}`,
    [`Selector${number}PublicKey`]: `v=DKIM1; k=rsa; p=${noKey(`${name} selector${number}`)};`,
  })
  return {
    Domain: name,
    AdminDisplayName: '',
    ...selector(1),
    ...selector(2),
    Enabled: false,
    IsDefault: false,
    HeaderCanonicalization: 'Relaxed',
    BodyCanonicalization: 'Relaxed',
    Algorithm: 'RsaSHA256',
    NumberOfBytesToSign: 'All',
    IncludeSignatureCreationTime: true,
    IncludeKeyExpiration: false,
    KeyCreationTime: now,
    LastChecked: now,
    RotateOnDate: localTime(origin.at + ROTATES_AFTER),
    SelectorBeforeRotateOnDate: 'selector1',
    SelectorAfterRotateOnDate: 'selector2',
    Status: 'CnameMissing',
    Identity: name,
    Id: name,
    IsValid: true,
    ...directoryTail(origin, name, PLACE),
  }
}

const noKey = (text: string): string => createHash('sha512').update(text).digest('base64')

/** Sizes documented; the texts for a wrong size and for a foreign domain are inferred. */
function settle(draft: Draft, { view, bound }: Invocation, before: Entity | undefined): void {
  const domain = acceptedDomains(view).find(
    ({ DomainName }) => String(DomainName).toLowerCase() === String(draft.Domain).toLowerCase(),
  )
  if (!before) {
    if (!domain) throw invalidSettings(`The domain '${draft.Domain}' isn't an accepted domain.`)
    const { KeySize: size = 1024 } = bound
    if (size !== 1024 && size !== 2048)
      throw invalidSettings(`The key size ${size} isn't supported. Use 1024 or 2048.`)
    Object.assign(draft, { IsDefault: domain.InitialDomain, Selector1KeySize: size, Selector2KeySize: size })
  }
  if (domain?.InitialDomain === true) draft.Status = 'Valid'
  else if (draft.Enabled === true && before?.Enabled !== true) throw cnameMissing(draft)
}

/** documented text */
function cnameMissing({ Domain, Selector1CNAME, Selector2CNAME }: Draft) {
  const host = (number: number, target: unknown) =>
    `Host Name : selector${number}._domainkey Points to address or value: ${target}`
  return invalidSettings(
    `CNAME record does not exist for this config. Please publish the following two CNAME records first. Domain Name : ${Domain} ${host(1, Selector1CNAME)} ${host(2, Selector2CNAME)} . If you have already published the CNAME records, sync will take a few minutes to as many as 4 days based on your specific DNS. Return and retry this step later.`,
  )
}
