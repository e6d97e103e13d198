import type { CallRecord } from '#mock-m365'

/** Whether two calls left in one batch: the answer to one could not be heard before the other had left. */
export const leftTogether = ({ batch }: CallRecord, other: CallRecord): boolean =>
  batch !== undefined && (other.batch === batch || other.requestId === batch)
