/** Transport rules. https://learn.microsoft.com/powershell/module/exchangepowershell/new-transportrule */
import { exchangeObject } from './exchange-object.ts'

export const transportRule = exchangeObject({ noun: 'TransportRule', comment: 'Comments', switched: true })
