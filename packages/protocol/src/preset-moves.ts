import type { Move } from './move.ts';
import type { FinalStatus } from './unit-status.ts';

const presetTo = <To extends FinalStatus>(to: To) =>
  ({
    from: ['pending'],
    to,
    holder: 'none',
    source: 'this',
    due: 'none',
    event: 'step.preset',
    issued: 'the submission of a fork: the outcome that its source had',
  }) as const satisfies Move;

/** The moves that give a unit of a fork the outcome that it had in the source: by `PresetStatus`. */
export const PRESET_MOVES = {
  preset: presetTo('completed'),
  preset_failed: presetTo('failed'),
  preset_timed_out: presetTo('timed_out'),
  preset_skipped: presetTo('skipped'),
} as const;
