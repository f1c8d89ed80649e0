import { z } from 'zod';
import { Moment } from './moment.ts';

/** The leading optimizer's document, kind `leader`. Its version is the fence of everything that the leader writes. */
export const LEADER_NAME = 'optimizer';

export const LeaderRecord = z.strictObject({
  leader: z.string().min(1).max(128),
  since: Moment,
});
export type LeaderRecord = z.infer<typeof LeaderRecord>;
