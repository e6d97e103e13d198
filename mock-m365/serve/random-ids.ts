import { randomUUID } from 'node:crypto'
import { flat } from '../flat.ts'
import type { Ids } from '../ports.ts'

/** Ids that nobody can guess. Every request stores one, so they are as small as possible. */
export const randomIds: Ids = { uuid: () => flat(randomUUID()) }
