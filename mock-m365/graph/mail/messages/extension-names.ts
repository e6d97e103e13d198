import type { Entity } from '../../../base.ts'

/**
 * Names of open extensions. A name may have the type's prefix, which adds nothing; Outlook also had an own
 * prefix (documented).
 */
const PREFIXES = /\b(?:microsoft\.graph|microsoft\.outlookservices)\.openTypeExtension\./gi

/** A filter's or a path's text without the prefixes. */
export const bareNames = (text: string): string => text.replace(PREFIXES, '')

export const EXTENSION_PREFIX = 'microsoft.graph.openTypeExtension.'

export const extensionsOf = ({ extensions }: Entity): readonly Entity[] =>
  Array.isArray(extensions) ? extensions : []

export const shownExtension = ({ id, extensionName, ...own }: Entity): Entity => ({
  '@odata.type': '#microsoft.graph.openTypeExtension',
  extensionName,
  id: `${EXTENSION_PREFIX}${id}`,
  ...own,
})
