/** The families of clauses, each with the part of the product that it is about, in the order of the table. */
export const FAMILIES = {
  GA: 'granting access in API mode',
  PI: 'granting access in inline mode',
  SY: 'synchronization',
  RU: 'the service while it runs',
  PT: 'policies and their targets',
  UP: 'the upgrade for outbound protection',
  TK: 'invalid tokens',
  DP: 'deprovisioning, or revoking access',
  MC: 'manual cleanup',
  VS: 'the check of security settings',
  UI: 'console, notifications and reports',
  IV: 'what holds across all stages',
} as const

/** @param id of a clause: `PI-13` */
export const familyOf = (id: string): string => id.slice(0, id.indexOf('-'))
