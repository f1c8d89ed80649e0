import { TuningSettings } from '@ag06/contracts';
import { z } from 'zod';
import { OutcomeTableModel } from './counts/outcome-table.ts';
import { Decision } from './decisions/decision.ts';
import { DECISIONS_KEPT } from './decisions/decision-log.ts';
import { ValueMeterModel } from './decisions/value-meter.ts';
import { AgeingModel } from './knobs/ageing-knob.ts';
import { ConcurrencyModel } from './knobs/concurrency-knob.ts';
import { DurationsModel } from './knobs/durations-knob.ts';
import { FailuresModel } from './knobs/failures-knob.ts';
import { RateModel } from './knobs/rate-knob.ts';
import { ReplicasModel } from './knobs/replicas-knob.ts';
import { REASON_CODES } from './reason-code.ts';
import { HarmWatchModel } from './safety/harm-watch.ts';

const Settings = TuningSettings.extend({
  bySize: z
    .record(z.string(), z.strictObject({ hedgeAfterMs: z.number().nullable(), timeoutMs: z.number() }))
    .optional(),
});

/** Everything that the methods of a tuner know: imported, they go on exactly as they would have. */
export const LearningModel = z.strictObject({
  settings: Settings,
  reasons: z.array(z.enum(REASON_CODES)),
  observedAt: z.number().nullable(),
  concurrency: ConcurrencyModel.nullable(),
  rate: RateModel,
  failures: FailuresModel,
  durations: DurationsModel,
  ageing: AgeingModel,
  replicas: ReplicasModel,
  counts: OutcomeTableModel,
  meter: ValueMeterModel,
  harm: HarmWatchModel,
  decisions: z.array(Decision).max(DECISIONS_KEPT),
});
export type LearningModel = z.infer<typeof LearningModel>;
