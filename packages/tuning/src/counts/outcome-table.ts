import { ATTEMPT_OUTCOMES, type AttemptOutcome } from '@ag06/contracts/tuning';
import { z } from 'zod';
import type { ObservedSample } from '../observation.ts';

const OUTCOMES = ATTEMPT_OUTCOMES.length;

const Row = z.tuple([z.string(), z.array(z.int().min(0)).length(OUTCOMES)]);

export const OutcomeTableModel = z.strictObject({
  byVersion: z.array(Row),
  bySize: z.array(Row),
  byPriority: z.array(Row),
});
export type OutcomeTableModel = z.infer<typeof OutcomeTableModel>;
export type OutcomeKey = keyof OutcomeTableModel;

const KEYS: readonly OutcomeKey[] = ['byVersion', 'bySize', 'byPriority'];
/** Versions come and go. */
const ROWS_MAX = 100;

/** How attempts ended, by the version of their settings, the size of their input, and their priority. */
export class OutcomeTable {
  readonly #tables: Readonly<Record<OutcomeKey, Map<string, number[]>>>;

  constructor(model?: OutcomeTableModel) {
    const toTable = (rows: OutcomeTableModel[OutcomeKey] = []) =>
      new Map(rows.map(([key, counts]) => [key, [...counts]]));
    this.#tables = {
      byVersion: toTable(model?.byVersion),
      bySize: toTable(model?.bySize),
      byPriority: toTable(model?.byPriority),
    };
  }

  /** @param version of the step, for a sample that names none */
  add(sample: ObservedSample, version: number): void {
    const { outcome, size, priority, configVersion = version } = sample;
    const names = { byVersion: configVersion, bySize: size, byPriority: priority };
    for (const key of KEYS) this.#count(key, String(names[key]), outcome);
  }

  /** 0 for a row that nothing is known of. */
  countOf(key: OutcomeKey, name: string, outcome: AttemptOutcome): number {
    return this.#tables[key].get(name)?.[ATTEMPT_OUTCOMES.indexOf(outcome)] ?? 0;
  }

  names(key: OutcomeKey): readonly string[] {
    return [...this.#tables[key].keys()];
  }

  toModel(): OutcomeTableModel {
    const toRows = (key: OutcomeKey): OutcomeTableModel[OutcomeKey] =>
      [...this.#tables[key]].map(([name, counts]) => [name, [...counts]]);
    return { byVersion: toRows('byVersion'), bySize: toRows('bySize'), byPriority: toRows('byPriority') };
  }

  #count(key: OutcomeKey, name: string, outcome: AttemptOutcome): void {
    const table = this.#tables[key];
    let counts = table.get(name);
    if (counts === undefined) {
      counts = Array.from({ length: OUTCOMES }, () => 0);
      table.set(name, counts);
      const [oldest] = table.keys();
      if (table.size > ROWS_MAX && oldest !== undefined) table.delete(oldest);
    }
    const at = ATTEMPT_OUTCOMES.indexOf(outcome);
    counts[at] = (counts[at] ?? 0) + 1;
  }
}
