/** The wording of what the screens say. The pages document few of these texts; what they do not is proposed. */
import type { ProfileName } from '../index.ts'
import type { Wording } from '../words.ts'
import type { ScreenData } from './codes.ts'

const WORDS: Wording<ScreenData> = {
  shown: () => '',
  // documented (trend-vision-one-not-auth-screens-error)
  'not permitted': () =>
    'You are not authorized to view the content. For more information, contact your system administrator.',
  'session ended': () => 'Your session has expired. Log on again.',
  'not in this generation': ({ operation }) => `This console does not have ${operation}.`,
  'no such organization': ({ organization, known }) =>
    `There is no organization "${organization}". The organizations are ${known.join(', ')}.`,
  'organization name taken': ({ name }) => `An organization with the name "${name}" exists.`,
  'too many organizations': ({ max }) => `A maximum of ${max} organizations can be added.`,
  'organization saved': ({ name }) => `Organization "${name}" saved.`,
  'organization removed': ({ name }) => `Organization "${name}" removed.`,
  'default organization kept': () => 'The default organization cannot be removed. You can rename it.',
  'organization in use': ({ name, services }) =>
    `Organization "${name}" cannot be removed while it has ${services.join(', ')}. Remove these service accounts first.`,
  'no licence': () => 'There is no licence for this product yet.',
  'licence saved': ({ site }) => `The licence is served by the site ${site}.`,
  'licence without inline mode': () =>
    'The licence does not include inline protection for e-mail. Add it to the licence, then try again.',
  'licence expired': () => 'The licence has expired. Renew it, then try again.',
  'already granted': ({ service }) => `Access to ${service} has already been granted.`,
  'grant another first': ({ services }) => `Grant access to ${services.join(' or ')} first.`,
  'remove another first': ({ service }) => `Remove the ${service} service account first.`,
  'being removed': ({ service }) => `The service account for ${service} is being removed.`,
  'grant begun': ({ service }) => `Protecting ${service}…`,
  'grant not begun': ({ service }) => `No access grant for ${service} is under way. Begin one first.`,
  'grant cancelled': ({ service }) => `The access grant for ${service} has been cancelled.`,
  'grant has written': ({ service }) =>
    `The access grant for ${service} has already changed the tenant. Remove the service account instead.`,
  'no such consent': ({ purpose, purposes }) =>
    `"${purpose}" is not a permission of this service. Its permissions are ${purposes.join(', ')}.`,
  'not a callback': () =>
    'Unable to obtain the permission: the address does not answer a request of this console. Click Grant Permission and try again.',
  'tenant of another organization': ({ organization }) =>
    `The tenant has been associated with the organization ${organization}.`,
  // documented (trend-vision-one-clp-or-lmp-account-error)
  'tenant of another customer': () =>
    'This CLP or LMP account is already registered by another Microsoft 365 account',
  'not granted': ({ service }) => `Access to ${service} has not been granted.`,
  'signed in': ({ name }) => `Signed in as ${name}.`,
  'signed out': () => 'Signed out.',
  'no such notification': ({ id }) => `There is no notification ${id}.`,
  'activity data offered': () => 'Enhance your Exchange Online protection with Microsoft 365 activity data.',
  'nothing scanned': () => 'No messages are scanned in this organization.',
  'not in quarantine': ({ id }) => `The message ${id} is not in quarantine.`,
  'quarantine changed': ({ status }) => `The message is in the status ${status}.`,
  'not being removed': ({ service }) => `The service account for ${service} is not being removed.`,
  'quarantine first': () =>
    'Check quarantined items first: they cannot be restored after the service account is removed.',
  'quarantine logs first': () =>
    'Delete quarantine logs first: the quarantine folders of all mailboxes are removed with the service account.',
  'automation ends': () =>
    'The Threat Investigation, Threat Mitigation and Threat Remediation APIs stop working for this service.',
  'outbound quarantine first': () =>
    'Restore what you need of the items that Outbound Protection has quarantined first: they are removed for good with the service account.',
  'recipients saved': ({ count }) =>
    `${count === 1 ? '1 recipient' : `${count} recipients`} of system notifications saved.`,
  'settings saved': () => 'Settings saved.',
}

const CAS: Wording<ScreenData> = {
  ...WORDS,
  'tenant of another customer': () =>
    'This CLP or LMP account is already registered by another Office 365 account',
}

export const SCREEN_WORDS: Readonly<Record<ProfileName, Wording<ScreenData>>> = {
  cecp: WORDS,
  cas: CAS,
  '2023-08': CAS,
}
