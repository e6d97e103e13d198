/** Durations, and times as Microsoft's services write them. Times are milliseconds since the epoch, in UTC. */

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

let last = { at: Number.NaN, text: '' }

/** Date and time up to the second. A request writes one time many times, so that the last one is kept. */
function toSecond(at: number): string {
  if (at !== last.at) last = { at, text: new Date(at).toISOString().slice(0, 19) }
  return last.text
}

/** In whole seconds, as Graph writes times: `2026-03-02T10:00:00Z`. */
export const secondsText = (at: number): string => `${toSecond(at)}Z`

/** With seven digits of a second, as .NET writes UTC times: `2026-03-02T10:00:00.0000000Z`. */
export const universalTime = (at: number): string => `${toSecond(at)}.0000000Z`

/** The same with an offset, as Exchange writes local times: `2026-03-02T10:00:00.0000000+00:00`. */
export const localTime = (at: number): string => `${toSecond(at)}.0000000+00:00`

/** Length of an ISO 8601 duration such as `P1DT8H`, without years and months; undefined for any other text. */
export function durationMs(text: string): number | undefined {
  const parts = /^P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/i.exec(text)
  if (!parts || text.length < 3) return undefined
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}
