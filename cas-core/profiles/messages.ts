/** What the console says, by product generation. The words are the product's own (grant and provisioning guides). */

export interface Profile {
  readonly name: 'cas' | 'cecp'
  /** Shown when a grant has succeeded. */
  readonly granted: string
  readonly stages: { readonly grant: string; readonly revoke: string }
}

export const PROFILES = {
  cas: {
    name: 'cas',
    granted: 'Exchange Online protected in inline mode.',
    stages: { grant: 'Provisioning', revoke: 'Deprovisioning' },
  },
  cecp: {
    name: 'cecp',
    granted: 'Successfully created a service account and synced data.',
    stages: { grant: 'Granting access', revoke: 'Revoking access' },
  },
} as const satisfies Record<string, Profile>

export type ProfileName = keyof typeof PROFILES
