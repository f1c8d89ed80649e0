import type { Logger } from 'pino';

/** Says of which workflows the schedule has no effect. */
export const createScheduleLog =
  (log: Pick<Logger, 'warn'>) =>
  (schedule: string): void =>
    log.warn(
      { code: 'SCHEDULE_TAKEN', schedule },
      'The schedule of a registered workflow has no effect: one that no definition made has its name. Delete that, and this one takes its place.',
    );
