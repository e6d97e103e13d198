/** Transport rules. https://learn.microsoft.com/powershell/module/exchangepowershell/new-transportrule */
import { exchangeObject } from './exchange-object.ts'
import type { ObjectKind } from './kind.ts'
import { RULE_CHARACTERS_MAX, ruleCharacters } from './limits.ts'

const rule = exchangeObject({
  noun: 'TransportRule',
  comment: 'Comments',
  switched: true,
  properties: [
    'FromScope',
    'SentToScope',
    'RecipientDomainIs',
    'SentToMemberOf',
    'SenderDomainIs',
    'FromMemberOf',
    'SenderAddressLocation',
    'SenderIpRanges',
    'HeaderContainsMessageHeader',
    'HeaderContainsWords',
    'SetSCL',
    'ExceptIfSenderIpRanges',
    'ExceptIfHeaderContainsMessageHeader',
    'ExceptIfHeaderContainsWords',
    'SetHeaderName',
    'SetHeaderValue',
    'RouteMessageOutboundConnector',
  ],
})

export const transportRule: ObjectKind = {
  ...rule,
  covers: ['RecipientDomainIs', 'SenderDomainIs'],
  excess(wanted) {
    const characters = ruleCharacters(wanted)
    return characters > RULE_CHARACTERS_MAX ? { characters, max: RULE_CHARACTERS_MAX } : undefined
  },
}
