import { z } from 'zod';

/** Jobs and misses without hedges, fading, and with them since they were switched on. */
export const HedgeCheckModel = z.strictObject({
  isOn: z.boolean(),
  jobs: z.number(),
  misses: z.number(),
  hedgedJobs: z.number(),
  hedgedMisses: z.number(),
  /** Switched off until then, seconds. */
  offUntil: z.number(),
});
export type HedgeCheckModel = z.infer<typeof HedgeCheckModel>;

const FADE = 0.995;
/** Hedges help if misses fall to this share at least. */
const HELPS = 0.6;
/** So many jobs and misses are needed before anything is said. */
const JOBS_MIN = 300;
const MISSES_MIN = 8;
/** Jobs without hedges that say how many miss their deadlines: fewer are compared with all sizes too. */
const UNHEDGED_MIN = 150;
const OFF_SECONDS = 3_600;

/**
 * Whether hedges do what the curve says. It takes attempts for independent; where slowness comes from the input or from the
 * service as a whole, misses stay, and hedges are switched off for an hour.
 */
export const HedgeCheck = {
  begin: (): HedgeCheckModel => ({
    isOn: false,
    jobs: 0,
    misses: 0,
    hedgedJobs: 0,
    hedgedMisses: 0,
    offUntil: 0,
  }),

  mayHedge: ({ offUntil }: HedgeCheckModel, now: number): boolean => now >= offUntil,

  expect(check: HedgeCheckModel, isOn: boolean): HedgeCheckModel {
    return isOn === check.isOn ? check : { ...check, isOn, hedgedJobs: 0, hedgedMisses: 0 };
  },

  /**
   * Counts a job.
   *
   * @param all of all sizes: misses without hedges are taken from them as long as this one's own are few
   */
  count(
    check: HedgeCheckModel,
    onTime: boolean,
    now: number,
    all: readonly HedgeCheckModel[] = [check],
  ): HedgeCheckModel {
    const miss = onTime ? 0 : 1;
    if (!check.isOn) return { ...check, jobs: check.jobs * FADE + 1, misses: check.misses * FADE + miss };
    const hedgedJobs = check.hedgedJobs + 1;
    const hedgedMisses = check.hedgedMisses + miss;
    if (hedgedJobs < JOBS_MIN) return { ...check, hedgedJobs, hedgedMisses };
    const own = missShare([check]);
    const before = check.jobs < UNHEDGED_MIN ? Math.max(own, missShare(all)) : own;
    const isVain = hedgedMisses >= MISSES_MIN && hedgedMisses / hedgedJobs > HELPS * before;
    return {
      ...check,
      hedgedJobs: 0,
      hedgedMisses: 0,
      ...(isVain && { offUntil: now + OFF_SECONDS }),
    };
  },
} as const;

/** Of jobs without hedges. */
function missShare(checks: readonly HedgeCheckModel[]): number {
  const jobs = checks.reduce((sum, one) => sum + one.jobs, 0);
  return checks.reduce((sum, one) => sum + one.misses, 0) / Math.max(1, jobs);
}
