import { TuningSettings } from '@ag06/contracts/tuning';
import { z } from 'zod';
import { OutcomeTableModel } from './counts/outcome-table.ts';
import { Decision } from './decisions/decision.ts';
import { DECISIONS_KEPT } from './decisions/decision-log.ts';
import { ValueMeterModel } from './decisions/value-meter.ts';
import { KnobsModel } from './knobs/knobs.ts';
import { REASON_CODES } from './reason-code.ts';
import { HarmWatchModel } from './safety/harm-watch.ts';
import { KnobLocksModel } from './safety/knob-locks.ts';

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
  decidedAt: z.number().nullable(),
  knobs: KnobsModel,
  counts: OutcomeTableModel,
  meter: ValueMeterModel,
  harm: HarmWatchModel,
  locks: KnobLocksModel,
  decisions: z.array(Decision).max(DECISIONS_KEPT),
});
export type LearningModel = z.infer<typeof LearningModel>;
