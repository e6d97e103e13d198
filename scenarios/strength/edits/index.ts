/** All edits, as somebody wrote them down who had read cas-core and not the harness. */
import type { Edit } from '../edit.ts'
import { ACCOUNT_EDITS } from './accounts.ts'
import { CONSOLE_EDITS } from './console.ts'
import { DIRECTORY_EDITS } from './directory.ts'
import { MICROSOFT_EDITS } from './microsoft.ts'
import { OBJECT_EDITS } from './objects.ts'
import { POLICY_EDITS } from './policies.ts'
import { PROFILE_EDITS } from './profiles.ts'
import { RECONCILE_EDITS } from './reconcile.ts'
import { SCANNING_EDITS } from './scanning.ts'
import { SCHEDULE_EDITS } from './schedule.ts'
import { SECOND_DRAW } from './second-draw.ts'
import { STAGE_EDITS } from './stages.ts'
import { STORE_EDITS } from './store.ts'

export const EDITS: readonly Edit[] = [
  ...POLICY_EDITS,
  ...DIRECTORY_EDITS,
  ...STAGE_EDITS,
  ...MICROSOFT_EDITS,
  ...OBJECT_EDITS,
  ...RECONCILE_EDITS,
  ...ACCOUNT_EDITS,
  ...SCHEDULE_EDITS,
  ...SCANNING_EDITS,
  ...STORE_EDITS,
  ...CONSOLE_EDITS,
  ...PROFILE_EDITS,
  ...SECOND_DRAW,
]
