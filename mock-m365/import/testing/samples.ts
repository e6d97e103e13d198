/** A small export of each format, by the format's name. A format without one fails the contract. */
import { EXPORT } from './scubagear-export.ts'

export const SAMPLES: Readonly<Record<string, object>> = { ScubaGear: EXPORT }
