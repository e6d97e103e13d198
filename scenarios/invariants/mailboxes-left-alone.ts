import { invariant } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'
import { inlineAppId } from '../harness/world.ts'

const IN_MAILBOXES: ReadonlySet<string> = new Set(['mailFolders', 'messages', 'subscriptions'])

/** Its application may write into mailboxes (proposed permission), so that nothing but the product keeps it from that. */
export const mailboxesLeftAlone = invariant({
  name: 'mailboxes left alone',
  statement:
    'inline mode makes, changes and removes no folder and no message in a mailbox, and subscribes to none: what it quarantines stays with the product',
  clauses: ['PI-47'],
  check({ step, stage, changes, world }) {
    const [application] = world.tenant.find('servicePrincipals', 'appId', inlineAppId(world))
    const own = changes.filter(({ actor }) => actor.id === application?.id)
    if (stage?.mode !== 'inline' && own.length === 0) return undefined
    return own
      .filter(({ kind }) => IN_MAILBOXES.has(kind))
      .map(({ call, kind }) => `${call} in "${titleOf(step)}" changed ${kind} of a mailbox`)
  },
})
