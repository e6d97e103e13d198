/** The invariants, in the order in which findings are printed: one line each. */

import type { Invariant } from '../harness/moment.ts'
import { accusesNobody } from './accuses-nobody.ts'
import { allowListsEqual } from './allow-lists-equal.ts'
import { calmTakesNoTime } from './calm-takes-no-time.ts'
import { comesToAnEnd } from './comes-to-an-end.ts'
import { customerFlowKept } from './customer-flow-kept.ts'
import { customerUntouched } from './customer-untouched.ts'
import { documentedResidue } from './documented-residue.ts'
import { doneMeansWhole } from './done-means-whole.ts'
import { endsAsWritten } from './ends-as-written.ts'
import { failedGrantLeavesNothing } from './failed-grant-leaves-nothing.ts'
import { grantedAsPublished } from './granted-as-published.ts'
import { looksInMeasure } from './looks-in-measure.ts'
import { mailArrives } from './mail-arrives.ts'
import { mailNeverLoops } from './mail-never-loops.ts'
import { mailScannedAsPromised } from './mail-scanned-as-promised.ts'
import { mailboxesLeftAlone } from './mailboxes-left-alone.ts'
import { markedAsOurs } from './marked-as-ours.ts'
import { membersWidenedFirst } from './members-widened-first.ts'
import { messagesAsTheyCame } from './messages-as-they-came.ts'
import { missingTargetsTold } from './missing-targets-told.ts'
import { newestFirst } from './newest-first.ts'
import { noOrphans } from './no-orphans.ts'
import { oneWorkerAtATime } from './one-worker-at-a-time.ts'
import { onlyDocumentedObjects } from './only-documented-objects.ts'
import { otherMailUntouched } from './other-mail-untouched.ts'
import { refersToWhatStands } from './refers-to-what-stands.ts'
import { refusedWritesNothing } from './refused-writes-nothing.ts'
import { repeatIsSilent } from './repeat-is-silent.ts'
import { retryAfterHonoured } from './retry-after-honoured.ts'
import { rightActor } from './right-actor.ts'
import { rightWord } from './right-word.ts'
import { safeForMail } from './safe-for-mail.ts'
import { secretsKept } from './secrets-kept.ts'
import { sentencesWhole } from './sentences-whole.ts'
import { settingsAsProposed } from './settings-as-proposed.ts'
import { stageEndsWell } from './stage-ends-well.ts'
import { synchronizedOnTime } from './synchronized-on-time.ts'
import { targetsFollowed } from './targets-followed.ts'
import { tellsWhatItWrote } from './tells-what-it-wrote.ts'
import { tokensKept } from './tokens-kept.ts'
import { upgradeKeepsInbound } from './upgrade-keeps-inbound.ts'
import { waitsBetweenTries } from './waits-between-tries.ts'

export const INVARIANTS: readonly Invariant[] = [
  accusesNobody,
  noOrphans,
  allowListsEqual,
  customerUntouched,
  onlyDocumentedObjects,
  documentedResidue,
  grantedAsPublished,
  safeForMail,
  mailArrives,
  mailNeverLoops,
  mailScannedAsPromised,
  otherMailUntouched,
  customerFlowKept,
  repeatIsSilent,
  retryAfterHonoured,
  rightActor,
  stageEndsWell,
  oneWorkerAtATime,
  endsAsWritten,
  targetsFollowed,
  synchronizedOnTime,
  upgradeKeepsInbound,
  failedGrantLeavesNothing,
  mailboxesLeftAlone,
  comesToAnEnd,
  waitsBetweenTries,
  refusedWritesNothing,
  doneMeansWhole,
  markedAsOurs,
  membersWidenedFirst,
  refersToWhatStands,
  rightWord,
  settingsAsProposed,
  tellsWhatItWrote,
  missingTargetsTold,
  calmTakesNoTime,
  looksInMeasure,
  tokensKept,
  newestFirst,
  secretsKept,
  messagesAsTheyCame,
  sentencesWhole,
]
