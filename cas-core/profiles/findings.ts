/** The wording of every finding about security settings: where, what, and what to do. Paths are those of Microsoft's portals. */
import type { Finding, FindingData } from '../service-accounts/inline/security/finding.ts'

interface FindingWords<Data> {
  readonly place: (data: Data) => string
  readonly found: (data: Data) => string
  readonly mend: (data: Data) => string
}

/** A finding as a screen shows it. */
export interface WordedFinding {
  readonly check: Finding['code']
  readonly severity: Finding['severity']
  readonly place: string
  readonly found: string
  readonly mend: string
}

const ANTI_SPAM =
  'Microsoft Defender portal > Email & collaboration > Policies & rules > Threat policies > Anti-spam'
const RULES = 'Exchange admin center > Mail flow > Rules'
const CONNECTORS = 'Exchange admin center > Mail flow > Connectors'
const SPF_OFF = 'Click Edit spam threshold and properties, set SPF record: hard fail to Off, and click Save.'
const list = (values: readonly string[]): string => values.join(', ')

const FINDINGS: { readonly [Code in keyof FindingData]: FindingWords<FindingData[Code]> } = {
  'SPF hard fail': {
    place: () => `${ANTI_SPAM} > Anti-spam inbound policy (Default)`,
    found: ({ policy }) => `SPF record: hard fail is On in the policy "${policy}"`,
    mend: () => SPF_OFF,
  },
  'SPF hard fail in a custom policy': {
    place: ({ policy }) => `${ANTI_SPAM} > ${policy}`,
    found: ({ policy }) => `SPF record: hard fail is On in the policy "${policy}"`,
    mend: () => SPF_OFF,
  },
  'rule lacks addresses': {
    place: ({ rule }) => `${RULES} > ${rule}`,
    found: ({ rule, missing }) => `"${rule}" admits mail by address and does not list ${list(missing)}`,
    mend: ({ missing }) => `Add ${list(missing)} to the IP addresses that the rule admits.`,
  },
  'rule keeps addresses out': {
    place: ({ rule }) => `${RULES} > ${rule}`,
    found: ({ rule, addresses }) => `"${rule}" keeps out mail from ${list(addresses)}`,
    mend: ({ addresses }) => `Except ${list(addresses)} from the rule, or take them out of its ranges.`,
  },
  'connector lacks addresses': {
    place: ({ connector }) => `${CONNECTORS} > ${connector}`,
    found: ({ connector, missing }) =>
      `"${connector}" refuses mail of its partner from other addresses than its own, and does not list ${list(missing)}`,
    mend: ({ missing }) =>
      `Add ${list(missing)} to the IP addresses of the connector, or let it admit mail from other addresses.`,
  },
  'gateway rule lacks addresses': {
    place: ({ rule }) => `${RULES} > ${rule}`,
    found: ({ rule, missing }) => `the rule "${rule}" of the e-mail gateway does not except ${list(missing)}`,
    mend: ({ missing }) => `Add ${list(missing)} to the exceptions of the rule.`,
  },
  'SPF record lacks servers': {
    place: ({ domain }) => `the TXT records of ${domain} in public DNS`,
    found: ({ domain, include }) => `the SPF record of ${domain} does not include ${include}`,
    mend: ({ include, direction }) =>
      direction === 'outbound'
        ? `Add include:${include} to the record, so that recipients accept scanned mail of the domain.`
        : `Add include:${include} to the record, so that internal mail that is scanned as incoming mail does not count as spoofed.`,
  },
  'another gateway in front': {
    place: ({ domain }) => `the MX records of ${domain} in public DNS`,
    found: ({ domain, host }) => `mail for ${domain} comes by ${host} before it comes to Microsoft 365`,
    mend: () => 'Make sure that the gateway and its connector accept mail from the addresses of the site.',
  },
  'settings unread': {
    place: ({ settings }) => settings,
    found: ({ settings, error, said }) => `the ${settings} could not be read (${error}: ${said})`,
    mend: () =>
      'Check again with an administrator who may read the settings of Exchange Online, such as a Global Reader.',
  },
}

export function wordedFinding({ code, severity, data }: Finding): WordedFinding {
  // code and values belong together, which their types say one by one only
  const words = FINDINGS[code] as FindingWords<unknown>
  return { check: code, severity, place: words.place(data), found: words.found(data), mend: words.mend(data) }
}
