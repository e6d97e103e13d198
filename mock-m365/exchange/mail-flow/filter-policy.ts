/**
 * What the default anti-spam policy does with each verdict. A tenant without the object has the defaults
 * (observed in an export of the object).
 * https://learn.microsoft.com/powershell/module/exchange/set-hostedcontentfilterpolicy
 */
import type { View } from '../../tenant.ts'
import type { FilterAction } from './trace.ts'

export type Verdict = 'spam' | 'high confidence spam' | 'phish' | 'high confidence phish' | 'bulk'

export type FilterPolicy = Readonly<Record<Verdict, FilterAction>>

const PROPERTIES: Readonly<Record<Verdict, string>> = {
  spam: 'SpamAction',
  'high confidence spam': 'HighConfidenceSpamAction',
  phish: 'PhishSpamAction',
  'high confidence phish': 'HighConfidencePhishAction',
  bulk: 'BulkSpamAction',
}

/** AddXHeader, ModifySubject and NoAction deliver; Redirect sends it to the policy's address instead. */
const ACTIONS: Readonly<Record<string, FilterAction>> = {
  MoveToJmf: 'junk',
  Quarantine: 'quarantine',
  Delete: 'delete',
  Redirect: 'redirect',
  AddXHeader: 'deliver',
  ModifySubject: 'deliver',
  NoAction: 'deliver',
}

export function filterPolicy(view: View): FilterPolicy {
  const [policy = {}] = view.find('HostedContentFilterPolicy', 'IsDefault', true)
  const actionOf = (verdict: Verdict): FilterAction =>
    ACTIONS[String(policy[PROPERTIES[verdict]])] ??
    (verdict === 'high confidence phish' ? 'quarantine' : 'junk')
  return {
    spam: actionOf('spam'),
    'high confidence spam': actionOf('high confidence spam'),
    phish: actionOf('phish'),
    'high confidence phish': actionOf('high confidence phish'),
    bulk: actionOf('bulk'),
  }
}
