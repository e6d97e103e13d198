/** A service account and its kind. The kind is data: its consents, its goals, and what its stages do. */
import type { Directory, Reading } from '../directory/view.ts'
import type { ApplicationCredential, Resource } from '../microsoft/token.ts'
import type { MarkedSession } from '../objects/kind.ts'
import type { Marks } from '../objects/marker.ts'
import type { Policy } from '../policies/policies.ts'
import type { AccountPorts } from '../ports.ts'
import type { Observed } from '../reconcile/question.ts'
import type { Goal, ListHead, ObjectHead, Row } from '../reconcile/row.ts'
import type { Ledger } from './ledger.ts'
import type { Directions } from './memory/directions.ts'
import type { Refusal } from './refusal.ts'
import type { Site } from './sites.ts'

export interface Settings {
  readonly tenantId: string
  /** Name of the serving site, which the licence decides: `EU`. */
  readonly site: string
  /** What the first grant protects; afterwards the journal says it. */
  readonly directions: Directions
  /** The product's multi-tenant application for this kind of account. */
  readonly application: ApplicationCredential & { readonly redirectUri: string }
  /** The vendor's secret, from which marks and the tenant's company id are derived. */
  readonly vendorKey: string
  /** Policies for an account without policies in its journal: they are copied there once. */
  readonly policies?: readonly Policy[]
  /** The published page names a domain pair and no type; one external item is the proposed default. */
  readonly spoofTypes?: readonly ('External' | 'Internal')[]
}

/** What all stages share. Every process creates it again: only the journal is kept. */
export interface Account {
  readonly kind: AccountKind
  readonly ports: AccountPorts
  readonly settings: Settings
  readonly site: Site
  readonly marks: Marks
  readonly ledger: Ledger
  /** The application's own session. */
  readonly session: MarkedSession
  /** What the last synchronization of this process read. */
  directory: Directory | undefined
  /** When this process has last refreshed the tokens, in milliseconds since the epoch. */
  refreshedAt: number | undefined
  /** What the application had been given in the tenant when each service was last seen to let it in; only this process knows it. */
  standing: string | undefined
}

/**
 * The meaning of a goal for the stages: access is granted, or revoked, or everything is gone; `ungranted`: a first grant
 * has failed for good, and what it made goes again.
 */
export type Phase = 'granted' | 'ungranted' | 'revoked' | 'cleaned'

/** A consent that an administrator gives, by its purpose. */
export interface Consent {
  /** What is consented to: all permissions that the application asks for of one resource. */
  readonly scope: string
}

export interface AccountKind {
  /** The product's own name for it. */
  readonly name: string
  /** The service that it protects, in the console's words: `Exchange Online`. */
  readonly service: string
  /** Purposes of the vendor's applications that the account works with. */
  readonly applications: readonly string[]
  /** In the order in which they are asked for. */
  readonly consents: Readonly<Record<string, Consent>>
  /** Application permissions that a token must hold, by resource; undefined for a kind whose grant checks a role. */
  readonly permissions?: Readonly<Partial<Record<Resource, readonly string[]>>>
  /** Application permissions without which access counts as lost, where they are others than those: by resource. */
  readonly needs?: Readonly<Partial<Record<Resource, readonly string[]>>>
  /** Whether its grant asks for a choice: all targets, or selected users. */
  readonly choosesTargets?: true
  readonly goals: Readonly<Record<Goal, Phase>>
  /** An earlier product granted it: it is only migrated or removed any more. */
  readonly isFormer?: true
  readonly table: readonly (ObjectHead | ListHead)[]
  /** Whether the access token is refreshed every hour. The changes-made pages say so of inline mode, and not of API mode. */
  readonly isRefreshedHourly?: true
  /** The goal of each action. */
  readonly actions: {
    /** The goal of an account with access, or of its first grant. */
    readonly grant: (account: Account) => Goal
    /** The goal of an upgrade; undefined for a kind that knows none. */
    readonly upgrade?: Goal
    /** The goal of a first grant that has failed for good; undefined for a kind that makes nothing that could be taken back. */
    readonly takeBack?: Goal
    readonly revoke: Goal
    readonly cleanUp: Goal
  }
  /** Steps of the progress screen of a removal, in its order; proposed. */
  readonly removal?: readonly {
    readonly step: string
    /** Kinds of objects that it removes. */
    readonly objects: readonly string[]
    /** Done only when all else is. */
    readonly isLast?: true
  }[]
  /**
   * Why a grant cannot succeed, found before anything is written.
   * @param from the goal that an upgrade leaves: what stands under it already is not checked again
   * @throws M365Error
   */
  preflight(account: Account, seen: Observed, from?: Goal): Promise<Refusal | undefined>
  /**
   * Reads what the wanted state depends on.
   * @param seen what is in the tenant, which shows who is protected
   * @throws M365Error
   */
  synchronize(account: Account, seen: Observed): Promise<Reading>
  /** The table with the values of this account. */
  rows(account: Account): readonly Row[]
}

/** Whether accounts of the kind have a directory that is kept up to date. */
export const synchronizes = ({ permissions, choosesTargets, isFormer }: AccountKind): boolean =>
  !isFormer && (permissions === undefined || choosesTargets === true)

/** Whether a goal of the kind means that access is granted. */
export const isGranted = ({ goals }: AccountKind, goal: Goal | undefined): boolean =>
  goal !== undefined && goals[goal] === 'granted'
