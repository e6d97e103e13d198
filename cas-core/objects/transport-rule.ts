/** Transport rules. https://learn.microsoft.com/powershell/module/exchangepowershell/new-transportrule */
import { exchangeObject } from './exchange-object.ts'

export const transportRule = exchangeObject({
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
