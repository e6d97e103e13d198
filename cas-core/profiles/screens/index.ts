/** What the console says on its screens, by generation. */
import type { ProfileName } from '../index.ts'
import type { ScreenCode, ScreenData } from './codes.ts'
import { SCREEN_WORDS } from './words.ts'

export const screenMessage = <Code extends ScreenCode>(
  profile: ProfileName,
  code: Code,
  data: ScreenData[Code],
): string => SCREEN_WORDS[profile][code](data)
