/** What keeps a part of a goal from being reached, and how failed calls become such obstacles. */
import type { M365Error, ServiceName } from '../microsoft/errors.ts'

/** What stands behind an obstacle: a code, and the values that its wording needs. */
export interface ObstacleData {
  /** An object of this name exists that is not ours. */
  'name taken': object
  /** Something that this object refers to could not be made, or, as it goes, something that refers to it. */
  'waits for another': { /** Name of that object. */ readonly missing: string }
  /** A rule was switched off by somebody else. */
  'switched off by hand': object
  /** The object would hold more characters than the service takes; it stays as it is. */
  'too large': { readonly characters: number; readonly max: number }
  /** A service refused the object. */
  'object refused': Refusal
  /** A service refused one value or member of the object. */
  'part refused': Refusal & { readonly part: string }
}

interface Refusal {
  readonly service: ServiceName
  /** HTTP status. */
  readonly status: number
  /** The service's own code. */
  readonly error: string
  readonly said: string
}

export type ObstacleCode = keyof ObstacleData

/** Something that keeps a part of the goal from being reached, and that waiting does not mend. */
export type Obstacle = {
  readonly [Code in ObstacleCode]: {
    readonly code: Code
    /** Key of the row in the table. */
    readonly key: string
    /** Name of the object or list. */
    readonly name: string
    readonly data: ObstacleData[Code]
    /** Whether objects that refer to this one cannot be made either. */
    readonly blocks: boolean
  }
}[ObstacleCode]

/** Whether a whole object cannot be as it is to be, neither now nor later by itself. */
export const isForGood = ({ code }: Obstacle): boolean =>
  code !== 'part refused' && code !== 'switched off by hand'

export const refusalOf = ({ service, status, code, message }: M365Error): Refusal => ({
  service,
  status,
  error: code,
  said: message,
})
