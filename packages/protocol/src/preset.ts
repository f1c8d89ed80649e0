import type { ItemList } from './item-list.ts';
import type { MoveName } from './moves.ts';
import type { RunField } from './run-field.ts';

export type PresetStatus = 'completed' | 'failed' | 'timed_out' | 'skipped';

/** The move that gives a unit an outcome. */
export const PRESET_MOVE: Readonly<Record<PresetStatus, MoveName>> = {
  completed: 'preset',
  failed: 'preset_failed',
  timed_out: 'preset_timed_out',
  skipped: 'preset_skipped',
};

/** What a fork has from its source. Outputs, errors and results are JSON text. */
export interface ForkedFrom {
  /** The body of the event `run.forked`: a JSON object as text. */
  readonly event: string;
  /** Steps that are over, and where others begin. No step has two outcomes; its items come before its outcome. */
  readonly presets: readonly Preset[];
  /** Further fields of the run: what is recorded (`r:`), and which agents and workflows may act for real (`a:`). */
  readonly fields: readonly (readonly [field: RunField, value: string])[];
}

export type Preset =
  /** The outcome of a step. An output beside an error is that of its last iteration, or of a list with failures. */
  | {
      readonly preset: 'outcome';
      readonly step: string;
      readonly status: PresetStatus;
      readonly attempt: number;
      /** Absent if 0. */
      readonly iteration?: number;
      readonly output?: string;
      readonly error?: string;
    }
  /** The step begins in this iteration, and reads the output of the one before. */
  | {
      readonly preset: 'iteration';
      readonly step: string;
      readonly iteration: number;
      readonly output: string;
    }
  /**
   * The list of a step, and outcomes of its items in the order of their numbers: of all if the step has its outcome too, else of
   * those that completed. A step that is opened finds the others by itself, as after a retry, and does them in lanes, of which
   * there are so many.
   */
  | {
      readonly preset: 'items';
      readonly step: string;
      readonly list: ItemList;
      readonly lanes: number;
      readonly outcomes: readonly PresetItem[];
    };

export interface PresetItem {
  readonly item: number;
  readonly status: 'completed' | 'failed' | 'timed_out';
  readonly attempt: number;
  readonly result: string;
}
