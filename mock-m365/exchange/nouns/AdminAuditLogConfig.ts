/**
 * Whether the organization's audit log is kept. Object observed in a published export, whose redaction
 * renamed the mailbox's property; auditing is on by default (documented).
 * https://learn.microsoft.com/powershell/module/exchange/set-adminauditlogconfig
 */
import { localTime } from '../../times.ts'
import { directoryTail, type Origin, type Placement, withStanding } from '../directory-object.ts'
import { type Draft, noun } from '../noun.ts'

const KIND = 'AdminAuditLogConfig'
const NAME = 'Admin Audit Log Settings'
const PLACE: Placement = {
  container: 'CN=Global Settings,',
  above: 'CN=Configuration',
  category: 'ms-Exch-Admin-Audit-Log-Config',
  objectClass: 'msExchAdminAuditLogConfig',
  version: '0.10 (14.0.100.0)',
}

export default noun({
  name: KIND,
  verbs: ['Get', 'Set'],
  identity: false,
  parameters: {
    UnifiedAuditLogIngestionEnabled: { type: 'Boolean', verbs: ['Set'] },
    Force: { type: 'Boolean', property: null, verbs: ['Set'] },
  },
  present: (view) => withStanding(view, KIND, NAME, adminAuditLogConfig),
  settle: (draft, { at }) => {
    if (draft.UnifiedAuditLogIngestionEnabled === true) draft.UnifiedAuditLogFirstOptInDate ??= localTime(at)
  },
})

function adminAuditLogConfig(origin: Origin): Draft {
  return {
    AdminAuditLogEnabled: true,
    LogLevel: 'None',
    TestCmdletLoggingEnabled: false,
    AdminAuditLogCmdlets: ['*'],
    AdminAuditLogParameters: ['*'],
    AdminAuditLogExcludedCmdlets: [],
    AdminAuditLogAgeLimit: '90.00:00:00',
    LoadBalancerCount: 3,
    RefreshInterval: 10,
    PartitionInfo: [],
    AdminAuditLogMailbox: '',
    UnifiedAuditLogIngestionEnabled: true,
    UnifiedAuditLogFirstOptInDate: null,
    ...directoryTail(origin, NAME, PLACE),
  }
}
