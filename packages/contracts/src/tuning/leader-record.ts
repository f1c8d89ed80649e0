import { z } from 'zod';

/** The leading optimizer's document, kind `leader`. Its version is the fence of everything that the leader writes. */
export const LEADER_NAME = 'optimizer';

export const LeaderRecord = z.strictObject({
  leader: z.string().min(1).max(128),
  /** Milliseconds since 1970. */
  since: z.int().min(0),
});
export type LeaderRecord = z.infer<typeof LeaderRecord>;
