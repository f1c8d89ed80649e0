import { ATTEMPT_OUTCOMES } from '@ag06/contracts/tuning';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { observedSample } from '../testing/arbitrary-samples.ts';
import { type OutcomeKey, OutcomeTable, OutcomeTableModel } from './outcome-table.ts';

const KEYS: readonly OutcomeKey[] = ['byVersion', 'bySize', 'byPriority'];

it('counts by version, size and priority each add up to all attempts of each outcome', () => {
  fc.assert(
    fc.property(fc.array(observedSample, { maxLength: 40 }), (samples) => {
      const table = new OutcomeTable();
      for (const sample of samples) table.add(sample, 1);
      const copy = new OutcomeTable(OutcomeTableModel.parse(JSON.parse(JSON.stringify(table.toModel()))));
      for (const outcome of ATTEMPT_OUTCOMES) {
        const all = samples.filter((sample) => sample.outcome === outcome).length;
        for (const key of KEYS) {
          const sum = copy.names(key).reduce((total, name) => total + copy.countOf(key, name, outcome), 0);
          expect(sum).toBe(all);
        }
      }
    }),
    { numRuns: 30 },
  );
});
