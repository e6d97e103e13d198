/** The formats of exports that can be read: one line each. The first that recognises a file reads it. */
import type { ExportFormat } from '../imported-tenant.ts'
import { scubaGear } from './scubagear.ts'

export const FORMATS: readonly ExportFormat[] = [scubaGear]
