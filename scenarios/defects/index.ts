/** The defects: one line each. */

import { alarmed } from './alarmed.ts'
import { believedAnswer } from './believed-answer.ts'
import { blamesTheService } from './blames-the-service.ts'
import { blindRepeat } from './blind-repeat.ts'
import { boastful } from './boastful.ts'
import { bothGenerations } from './both-generations.ts'
import { bouncedReplies } from './bounced-replies.ts'
import { breakBeforeMake } from './break-before-make.ts'
import { changedRepeat } from './changed-repeat.ts'
import { cheerful } from './cheerful.ts'
import { claimedBySender } from './claimed-by-sender.ts'
import { claimsEverything } from './claims-everything.ts'
import { cleanedByPrefix } from './cleaned-by-prefix.ts'
import { connectorFirst } from './connector-first.ts'
import { connectorGoneFirst } from './connector-gone-first.ts'
import { dateUnread } from './date-unread.ts'
import { dayAfterTheLast } from './day-after-the-last.ts'
import type { Defect } from './defect.ts'
import { directMembersOnly } from './direct-members-only.ts'
import { directWay } from './direct-way.ts'
import { drowsy } from './drowsy.ts'
import { earlyWrite } from './early-write.ts'
import { emptiedGroup } from './emptied-group.ts'
import { emptiedRule } from './emptied-rule.ts'
import { enabledTooEarly } from './enabled-too-early.ts'
import { endlessLoop } from './endless-loop.ts'
import { everybodyWorks, writesUnasked } from './everybody-works.ts'
import { faintHearted } from './faint-hearted.ts'
import { falseAlarm } from './false-alarm.ts'
import { folderInMailbox } from './folder-in-mailbox.ts'
import { folderInSight } from './folder-in-sight.ts'
import { forgetful } from './forgetful.ts'
import { forgetsTokens } from './forgets-tokens.ts'
import { forgottenClaim } from './forgotten-claim.ts'
import { forgottenMember } from './forgotten-member.ts'
import { formerRuleFirst } from './former-rule-first.ts'
import { givesUp } from './gives-up.ts'
import { groupsLeft } from './groups-left.ts'
import { halfGranted } from './half-granted.ts'
import { halfUpgraded } from './half-upgraded.ts'
import { impatient } from './impatient.ts'
import { inboundMadeAnew } from './inbound-made-anew.ts'
import { initialDomainForgotten } from './initial-domain-forgotten.ts'
import { internalSpoof } from './internal-spoof.ts'
import { keptAnswer } from './kept-answer.ts'
import { keptToken } from './kept-token.ts'
import { lastWord } from './last-word.ts'
import { lateJournal } from './late-journal.ts'
import { literalReading } from './literal-reading.ts'
import { localTime } from './local-time.ts'
import { lostJunkRule } from './lost-junk-rule.ts'
import { lostSkipRule } from './lost-skip-rule.ts'
import { lowerCaseNames } from './lower-case-names.ts'
import { markedSubject } from './marked-subject.ts'
import { narrowedFirst } from './narrowed-first.ts'
import { nervous } from './nervous.ts'
import { neverSwitchedOn } from './never-switched-on.ts'
import { noGrace } from './no-grace.ts'
import { notedRule } from './noted-rule.ts'
import { oneReading } from './one-reading.ts'
import { openedMail } from './opened-mail.ts'
import { orphanedConnector } from './orphaned-connector.ts'
import { overrulesPeople } from './overrules-people.ts'
import { overwrittenAllowList } from './overwritten-allow-list.ts'
import { passwordTold } from './password-told.ts'
import { refusalTakenForDone } from './refusal-taken-for-done.ts'
import { relentless } from './relentless.ts'
import { restless } from './restless.ts'
import { ruleOffMeanwhile } from './rule-off-meanwhile.ts'
import { ruleOnTrial } from './rule-on-trial.ts'
import { safeListOn } from './safe-list-on.ts'
import { senderUnlimited } from './sender-unlimited.ts'
import { signInBlocked } from './sign-in-blocked.ts'
import { silentWrite } from './silent-write.ts'
import { sleepless } from './sleepless.ts'
import { sluggish } from './sluggish.ts'
import { summerTime } from './summer-time.ts'
import { suspicious } from './suspicious.ts'
import { talkative } from './talkative.ts'
import { tellsOfNobody } from './tells-of-nobody.ts'
import { tellsTooMany } from './tells-too-many.ts'
import { tomorrowsEntry } from './tomorrows-entry.ts'
import { trustedHeader, trustedHeaderOfInsiders } from './trusted-header.ts'
import { trustedOrder } from './trusted-order.ts'
import { undocumentedRule } from './undocumented-rule.ts'
import { unfilled } from './unfilled.ts'
import { unmarked } from './unmarked.ts'
import { weakConnector } from './weak-connector.ts'
import { wholeNetwork } from './whole-network.ts'
import { widenedRule } from './widened-rule.ts'
import { wrongHands } from './wrong-hands.ts'
import { wrongSite } from './wrong-site.ts'
import { wrongWords } from './wrong-words.ts'

export const DEFECTS: readonly Defect[] = [
  literalReading,
  orphanedConnector,
  overwrittenAllowList,
  claimsEverything,
  forgottenClaim,
  wrongSite,
  undocumentedRule,
  weakConnector,
  enabledTooEarly,
  connectorFirst,
  endlessLoop,
  trustedOrder,
  emptiedGroup,
  lostSkipRule,
  widenedRule,
  bouncedReplies,
  restless,
  halfUpgraded,
  halfGranted,
  impatient,
  wrongHands,
  givesUp,
  blindRepeat,
  lateJournal,
  noGrace,
  forgottenMember,
  wrongWords,
  keptToken,
  refusalTakenForDone,
  localTime,
  directMembersOnly,
  markedSubject,
  notedRule,
  emptiedRule,
  ruleOffMeanwhile,
  breakBeforeMake,
  formerRuleFirst,
  bothGenerations,
  inboundMadeAnew,
  changedRepeat,
  keptAnswer,
  claimedBySender,
  oneReading,
  trustedHeader,
  trustedHeaderOfInsiders,
  folderInMailbox,
  lostJunkRule,
  suspicious,
  talkative,
  relentless,
  sleepless,
  earlyWrite,
  connectorGoneFirst,
  narrowedFirst,
  unmarked,
  alarmed,
  cheerful,
  faintHearted,
  silentWrite,
  believedAnswer,
  tellsOfNobody,
  sluggish,
  nervous,
  forgetsTokens,
  tomorrowsEntry,
  blamesTheService,
  boastful,
  cleanedByPrefix,
  dateUnread,
  dayAfterTheLast,
  directWay,
  drowsy,
  falseAlarm,
  folderInSight,
  forgetful,
  groupsLeft,
  initialDomainForgotten,
  internalSpoof,
  lastWord,
  lowerCaseNames,
  neverSwitchedOn,
  openedMail,
  overrulesPeople,
  passwordTold,
  ruleOnTrial,
  safeListOn,
  senderUnlimited,
  signInBlocked,
  summerTime,
  tellsTooMany,
  wholeNetwork,
  everybodyWorks,
  writesUnasked,
  unfilled,
]
