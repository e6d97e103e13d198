import { randomUUID } from 'node:crypto'
import { flat } from '../flat.ts'
import type { Ids } from '../ports.ts'

/** Ids that nobody can guess. Every request has one and keeps it, so that none may be larger than it has to be. */
export const randomIds: Ids = { uuid: () => flat(randomUUID()) }
