/** Microsoft Graph of a cloud: its surroundings and its state. */

import type { TokenIssuer } from '../entra/tokens/tokens.ts'
import type { Rows } from '../long-list.ts'
import type { Surroundings } from '../surroundings.ts'
import type { Row } from './delta/row.ts'
import type { Meter } from './limits/meter.ts'
import type { Limits } from './limits/table.ts'
import type { Outbox } from './mail/messages/outbox.ts'
import type { RecentLists } from './recent-lists.ts'

export interface Graph extends Surroundings {
  /** The issuer of the tokens that it accepts. */
  readonly issuer: TokenIssuer
  /** The documented limits, enforced; where absent, headers only tell them. */
  readonly limits: Limits | undefined
  readonly meter: Meter | undefined
  readonly lists: RecentLists<Rows>
  /** Mail on its way out. */
  readonly outbox: Outbox
  readonly rounds: RecentLists<readonly Row[]>
}
