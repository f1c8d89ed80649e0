import { KNOBS, type TuningSettings } from '@ag06/contracts/tuning';
import type { WorkerRecord } from '@ag06/store';

/** Returns the static settings that all workers of an agent have in common. A knob in which they differ is absent. */
export function agreeOnStatic(workers: readonly WorkerRecord[], agent: string): TuningSettings {
  const declared = workers.flatMap((worker) => worker.declared?.[agent] ?? []);
  const [first, ...others] = declared;
  if (first === undefined) return {};
  const agreed = KNOBS.filter((knob) => others.every((other) => other[knob] === first[knob]));
  return Object.fromEntries(
    agreed.filter((knob) => first[knob] !== undefined).map((knob) => [knob, first[knob]]),
  );
}
