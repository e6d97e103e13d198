/** A service account in API mode and its stages, as a console calls them. */
import type { AdministratorCredential } from './microsoft/token.ts'
import type { Policy } from './policies/policies.ts'
import type { AccountPorts, AccountStore } from './ports.ts'
import type { ProfileName } from './profiles/index.ts'
import { resultOf, type StageResult } from './profiles/stage-result.ts'
import { CHOICE_RULES, EXTEND_LINK } from './profiles/targets.ts'
import { accountOf } from './service-accounts/account.ts'
import { type ApiKindName, apiKind } from './service-accounts/api/index.ts'
import { isGranted, type Settings } from './service-accounts/kind.ts'
import type { TargetChoice } from './service-accounts/memory/targets.ts'
import { nextSyncAt } from './service-accounts/sites.ts'
import { cleanUp } from './stages/cleanup.ts'
import { completeGrant } from './stages/complete-grant.ts'
import { acceptConsent, consentUrl } from './stages/consent.ts'
import { alone, reading, type StageOutcome } from './stages/outcome.ts'
import { setPolicies } from './stages/policies.ts'
import { revoke, type Withdrawn } from './stages/revoke.ts'
import { synchronize } from './stages/synchronize.ts'
import {
  addSynchronizedUsers,
  deleteSynchronizedUsers,
  extendProtection,
  importSynchronizedUsers,
  type NameFile,
  viewSynchronizedUsers,
} from './stages/synchronized-users.ts'
import {
  chooseTargets,
  consentHindrance,
  findGroups,
  findUser,
  listGroupUsers,
  type OtherChoice,
  type Selection,
  selectTargets,
} from './stages/targets.ts'

export interface ApiSettings extends Omit<Settings, 'directions' | 'spoofTypes'> {
  /** Generation of the product whose words and order of steps are used. Default `cecp`. */
  readonly profile?: ProfileName
}

export type ApiPorts = AccountPorts & Pick<AccountStore, 'directory'>

/** Messages and refusals are those of the generation. Finding and viewing change nothing. */
export interface ApiService {
  /** @param others choices of the organization's other services with access */
  chooseTargets(choice: TargetChoice, others?: readonly OtherChoice[]): Promise<StageResult>
  consentUrl(state: string): string
  acceptConsent(callback: string, state: string): Promise<StageResult>
  findUser(userPrincipalName: string): Promise<StageResult>
  findGroups(beginning: string): Promise<StageResult>
  /** @param after `next` of the page before */
  listGroupUsers(group: string, after?: string): Promise<StageResult>
  selectTargets(selection: Selection): Promise<StageResult>
  /** Completes the grant: permissions, first synchronization. */
  submit(): Promise<StageResult>
  /** By hand or on its day. */
  synchronize(): Promise<StageResult>
  setPolicies(policies: readonly Policy[]): Promise<StageResult>
  viewSynchronizedUsers(): Promise<StageResult>
  addSynchronizedUsers(selection: Pick<Selection, 'add' | 'addGroups'>): Promise<StageResult>
  /** @param users user principal names or object ids */
  deleteSynchronizedUsers(users: readonly string[]): Promise<StageResult>
  importSynchronizedUsers(file: NameFile): Promise<StageResult>
  extendProtection(): Promise<StageResult>
  viewTargets(): Promise<TargetsShown>
  /** @param withdraw takes back what scanning has put into mailboxes */
  revoke(withdraw?: () => Promise<Withdrawn>): Promise<StageResult>
  cleanUp(administrator: AdministratorCredential): Promise<StageResult>
  /** When the next daily synchronization is due, in milliseconds since the epoch; undefined where none runs. */
  nextSyncAt(): Promise<number | undefined>
}

export interface TargetsShown {
  readonly choice: TargetChoice | undefined
  /** Whether only selected users are synchronized, so that their list and its extension are offered. */
  readonly isSelected: boolean
  /** Number of selected users. */
  readonly selected: number
  /** The link that extends protection; undefined where it is not offered. */
  readonly extendLink: string | undefined
}

/**
 * A service account over its stores: a new one over the same stores goes on where the last one stopped.
 * @param kind `api` for Exchange Online
 * @throws RangeError for a site that does not exist
 */
export function apiService(kind: ApiKindName, ports: ApiPorts, settings: ApiSettings): ApiService {
  const account = accountOf(apiKind(kind), ports, { ...settings, directions: 'both' })
  const { profile = 'cecp' } = settings
  const rules = CHOICE_RULES[profile]
  const run = async (stage: () => Promise<StageOutcome>) => resultOf(await alone(account, stage), profile)
  const look = async (stage: () => Promise<StageOutcome>) => resultOf(await reading(account, stage), profile)
  const [purpose = ''] = Object.keys(account.kind.consents)
  return {
    chooseTargets: (choice, others) => run(() => chooseTargets(account, choice, rules, others)),
    consentUrl: (state) => consentUrl(account, purpose, state),
    acceptConsent: (callback, state) =>
      run(
        async () =>
          consentHindrance(account, rules) ?? (await acceptConsent(account, purpose, callback, state)),
      ),
    findUser: (name) => look(() => findUser(account, name)),
    findGroups: (beginning) => look(() => findGroups(account, beginning)),
    listGroupUsers: (group, after) => look(() => listGroupUsers(account, group, after)),
    selectTargets: (selection) => run(() => selectTargets(account, selection)),
    submit: () => run(() => completeGrant(account)),
    synchronize: () => run(() => synchronize(account)),
    setPolicies: (policies) => run(() => setPolicies(account, policies)),
    viewSynchronizedUsers: () => look(() => viewSynchronizedUsers(account)),
    addSynchronizedUsers: (selection) => run(() => addSynchronizedUsers(account, selection)),
    deleteSynchronizedUsers: (users) => run(() => deleteSynchronizedUsers(account, users)),
    importSynchronizedUsers: (file) => run(() => importSynchronizedUsers(account, file)),
    extendProtection: () => run(() => extendProtection(account)),
    async viewTargets() {
      await account.ledger.catchUp()
      const { choice, isSelected, users } = account.ledger.targets
      const isOffered = isSelected && isGranted(account.kind, account.ledger.goal)
      return {
        ...{ choice, isSelected, selected: users.size },
        extendLink: isOffered ? EXTEND_LINK[profile] : undefined,
      }
    },
    revoke: (withdraw) => run(() => revoke(account, withdraw)),
    cleanUp: (administrator) => run(() => cleanUp(account, administrator)),
    async nextSyncAt() {
      await account.ledger.catchUp()
      const { ledger, site } = account
      const isDue = isGranted(account.kind, ledger.goal) && !ledger.targets.isSelected
      return isDue ? nextSyncAt(site, ports.clock.now()) : undefined
    },
  }
}
