/** The stages of both modes under the same names, so that one cycle serves both. */
import {
  apiService,
  inlineService as inline,
  type inlineService,
  type Settings,
  type StageResult,
  type Store,
} from '#cas-core'
import type { CycleStage, Mode } from './orders.ts'

type Ports = Parameters<typeof inlineService>[0] & ReturnType<Store['of']>
type Administrator = Parameters<ReturnType<typeof inline>['cleanUp']>[0]

interface Consent {
  readonly purpose: string
  readonly url: string
  readonly accept: (callback: string) => Promise<StageResult>
}

export interface Stages {
  readonly run: (stage: CycleStage, administrator: Administrator) => Promise<StageResult>
  /** Consents that a cycle begins with, in order. */
  readonly consents: () => Promise<readonly Consent[]>
}

const STATE = 'state'

export const stagesOf = (mode: Mode, ports: Ports, settings: Settings): Stages =>
  mode === 'api' ? apiStages(ports, settings) : inlineStages(ports, settings)

function inlineStages(ports: Ports, settings: Settings): Stages {
  const service = inline(ports, settings)
  return {
    run: (stage, administrator) => (stage === 'cleanUp' ? service.cleanUp(administrator) : service[stage]()),
    consents: async () =>
      (['mail flow', 'data sync'] as const).map((purpose) => ({
        purpose,
        url: service.consentUrl(purpose, STATE),
        accept: (callback) => service.acceptConsent(purpose, callback, STATE),
      })),
  }
}

function apiStages(ports: Ports, settings: Settings): Stages {
  const service = apiService('api', ports, settings)
  return {
    run(stage, administrator) {
      if (stage === 'provision') return service.submit()
      if (stage === 'synchronize') return service.synchronize()
      return stage === 'deprovision' ? service.revoke() : service.cleanUp(administrator)
    },
    async consents() {
      await service.chooseTargets('all')
      const url = service.consentUrl(STATE)
      return [{ purpose: 'data access', url, accept: (callback) => service.acceptConsent(callback, STATE) }]
    },
  }
}
