import { KNOBS, TuningSettings } from '@ag06/contracts/tuning';
import type { WorkerRecord } from '@ag06/store';

/**
 * Returns the static settings that all workers of an agent have in common. A knob in which they differ is absent, and so is
 * one beyond the hard bounds, as of a time-out of two days: nobody could read a document that names it.
 */
export function agreeOnStatic(workers: readonly WorkerRecord[], agent: string): TuningSettings {
  const declared = workers.flatMap((worker) => worker.declared?.[agent] ?? []);
  const [first, ...others] = declared;
  if (first === undefined) return {};
  const agreed = KNOBS.filter((knob) => others.every((other) => other[knob] === first[knob]));
  return Object.fromEntries(
    agreed
      .filter(
        (knob) => TuningSettings.shape[knob].safeParse(first[knob]).success && first[knob] !== undefined,
      )
      .map((knob) => [knob, first[knob]]),
  );
}
