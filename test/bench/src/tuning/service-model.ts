import { z } from 'zod';

const seconds = z.number().min(0);

/** How a service behaves that a fleet is measured against. Times are seconds. */
export const ServiceModel = z.strictObject({
  /** The median of a call that is alone, by the number of the input's size. */
  medians: z.array(z.number().positive()).min(1),
  /** Standard deviation over mean of a call's duration. */
  variation: z.number().min(0),
  /**
   * Durations grow with the calls in flight, so that most calls are done at `best` (Gunther's Universal Scalability Law);
   * null: any number of calls is answered alike.
   */
  knee: z.strictObject({ contention: z.number().min(0), best: z.number().positive() }).nullable(),
  /** Calls a second that are accepted, with one second's worth of burst; the others get 429. Null: no limit. */
  acceptsPerSecond: z.number().positive().nullable(),
  /** Of calls: the share that fails with 503. */
  failureShare: z.number().min(0).max(1),
  /** Since the first call: nearly all calls fail meanwhile. */
  outages: z.array(z.strictObject({ from: seconds, to: seconds })),
  /** One call in so many, whatever it is about, takes so many times as long. */
  slow: z.strictObject({ share: z.number().min(0).max(1), factor: z.number().min(1) }),
});
export type ServiceModel = z.infer<typeof ServiceModel>;

/** What the service has done so far. */
export const ServiceFigures = z.strictObject({
  calls: z.int(),
  answered: z.int(),
  refused: z.int(),
  failed: z.int(),
  abandoned: z.int(),
  inflight: z.int(),
});
export type ServiceFigures = z.infer<typeof ServiceFigures>;
