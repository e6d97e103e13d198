/**
 * Ids that Entra composes from other ids: base64url over GUIDs in the byte order of .NET's Guid. The rules are
 * inferred: they decode every id in the documented examples that were tried.
 */

/** `principalId` and a random part. */
export const appRoleAssignmentId = (principalId: string, random: string): string =>
  compact(principalId, random)

/** The service principals of client and resource; and the user, where only one user consented. */
export const permissionGrantId = (clientId: string, resourceId: string, ...user: readonly string[]): string =>
  compact(clientId, resourceId, ...user)

/**
 * The role definition and the principal; and the object that is the scope, where that is not the directory.
 */
export const roleAssignmentId = (roleDefinitionId: string, principalId: string, scopeId?: string): string =>
  scopeId === undefined
    ? `${compact(roleDefinitionId, principalId)}-1`
    : `${compact(roleDefinitionId, principalId, scopeId)}-2`

function compact(...guids: readonly string[]): string {
  return Buffer.from(guids.map(bytesInOrder).join(''), 'hex').toString('base64url')
}

function bytesInOrder(guid: string): string {
  const hex = guid.replaceAll('-', '')
  const at = (...positions: number[]) => positions.map((p) => hex.slice(2 * p, 2 * p + 2)).join('')
  return at(3, 2, 1, 0, 5, 4, 7, 6) + hex.slice(16)
}
