import { GRANT } from '../harness/script.ts'
import { defect, surrounded } from './defect.ts'

export const earlyWrite = defect({
  name: 'early write',
  story: 'a connector is made before it is known whether the grant can succeed',
  expected: 'refused writes nothing',
  world: 'full',
  steps: GRANT,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet) =>
        cmdlet === 'Get-TransportRule'
          ? {
              after: [
                [
                  'New-OutboundConnector',
                  {
                    Name: 'TMCAS Inline Outbound Connector for Incoming Message',
                    ConnectorType: 'Partner',
                    IsTransportRuleScoped: true,
                    UseMXRecord: false,
                    SmartHosts: [`${'0'.repeat(32)}.inpre-eu.tmcas.trendmicro.com`],
                    TlsSettings: 'CertificateValidation',
                  },
                ],
              ],
            }
          : {},
      ),
    }),
  },
})
