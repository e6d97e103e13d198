/**
 * Microsoft's limits on the things that the product makes: one line each, with its source. The plan respects each of them
 * before anything is written. No page gives a limit for connectors or for members of a group.
 */
import type { Fields } from './kind.ts'

/** https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits */
export const RULES_MAX = 300

/** The same page: characters of all conditions, exceptions and actions of one rule (8 KB; KB 3003043). */
export const RULE_CHARACTERS_MAX = 8_192

/** https://learn.microsoft.com/defender-office-365/connection-filter-policies-configure */
export const ALLOWED_ADDRESSES_MAX = 1_273

/** Allow and block entries together: https://learn.microsoft.com/defender-office-365/tenant-allow-block-list-email-spoof-configure */
export const SPOOFED_SENDERS_MAX = 1_024

/** In one request: https://learn.microsoft.com/graph/api/group-post-members */
export const BOUND_MEMBERS_MAX = 20

/** Proposed: room for the rule's own form and our mark, since no page says how the characters are counted. */
const FRAME_CHARACTERS = 500

const counted = new WeakMap<Fields, number>()

/** Number of characters of a rule: the names and values of its conditions, exceptions and actions. */
export function ruleCharacters(fields: Fields): number {
  let characters = counted.get(fields)
  if (characters === undefined) {
    characters = FRAME_CHARACTERS
    for (const [name, value] of Object.entries(fields))
      if (value !== null && value !== undefined) {
        characters += name.length + 1
        for (const text of Array.isArray(value) ? value : [value]) characters += String(text).length + 1
      }
    counted.set(fields, characters)
  }
  return characters
}
