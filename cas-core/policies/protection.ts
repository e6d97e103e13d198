/** The switches of inline protection, per direction, as the console shows them. */
import type { Direction } from './policies.ts'

export type Protection = Readonly<Record<Direction, boolean>>
