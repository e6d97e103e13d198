const HOUR_MS = 3_600_000

/** The beginning of an hour, by UTC. @param at milliseconds since the epoch, as the result */
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS
