/** `verifiedDomains` of an organization. https://learn.microsoft.com/graph/api/resources/verifieddomain */
import type { Entity } from '../../base.ts'

export const verifiedDomains = (domains: readonly Entity[]) =>
  domains
    .filter(({ isVerified }) => isVerified === true)
    .map(({ id: name, isDefault, isInitial }) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault,
      isInitial,
      name,
      type: 'Managed',
    }))
