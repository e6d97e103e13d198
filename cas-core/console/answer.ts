/** Answers of operations, from what stages and screens say. */
import type { ProfileName } from '../profiles/index.ts'
import type { ScreenCode, ScreenData } from '../profiles/screens/codes.ts'
import { screenMessage } from '../profiles/screens/index.ts'
import { screenTitle, type TitledScreen } from '../profiles/screens/titles.ts'
import { resultOf } from '../profiles/stage-result.ts'
import type { Outcome, StageOutcome } from '../stages/outcome.ts'
import type { Answer, At } from './operation.ts'

/** What a stage has done, as the console answers it. */
export function stageAnswer({ product }: At, stage: StageOutcome, shown: object = {}): Answer {
  const { outcome, code, message, data, ...work } = resultOf(stage, product.settings.profile)
  return { outcome, code, message, data: { ...data, ...shown, ...work } }
}

function screenAnswer<Code extends ScreenCode>(
  outcome: Outcome,
  profile: ProfileName,
  code: Code,
  data: ScreenData[Code],
  shown: object = {},
): Answer {
  return { outcome, code, message: screenMessage(profile, code, data), data: { ...data, ...shown } }
}

/** Something was done. @param shown what the screen shows in addition */
export const done = <Code extends ScreenCode>(
  { product }: At,
  code: Code,
  data: ScreenData[Code],
  shown: object = {},
): Answer => screenAnswer('done', product.settings.profile, code, data, shown)

/** A view. */
export const shows = (at: At, data: object): Answer => done(at, 'shown', {}, data)

/** Nothing was done, because something has to be corrected first. */
export const refuses = <Code extends ScreenCode>(
  { product }: Pick<At, 'product'>,
  code: Code,
  data: ScreenData[Code],
): Answer => screenAnswer('refused', product.settings.profile, code, data)

/** What stands at the top of the screen. @param service as the console calls it */
export const titleAt = ({ product }: At, screen: TitledScreen, service: string): string =>
  screenTitle(product.settings.profile, screen, service)
