/** Names of open extensions: the prefix before one says no more than the name does, and Outlook had one of its own (documented). */
const PREFIXES = /\b(?:microsoft\.graph|microsoft\.outlookservices)\.openTypeExtension\./gi

/** A filter's or a path's text with names alone. */
export const bareNames = (text: string): string => text.replace(PREFIXES, '')
