import { type Measure, measureRecording, simulateChange } from '@ag06/simulation';
import { expect, it } from '@jest/globals';
import { toObjective } from '../plant/plant.ts';
import { drawChange, openPlant } from './open-plant.ts';
import { recordPlant } from './record-plant.ts';

const FIRST_SEED = 900_201;
const CASES = 20;
const JUDGED = [
  'waitMeanMs',
  'waitP95Ms',
  'attemptMeanMs',
  'stepP95Ms',
  'lateShare',
  'netValuePerSec',
] as const;
/** What rounding is off. */
const NOTHING = 1e-3;

function playOut<T>(rounds: Generator<void, T>): T {
  for (;;) {
    const round = rounds.next();
    if (round.done === true) return round.value;
  }
}

/** The median width of intervals, as the ratio of their ends: wider ones would hold as well, and tell nothing. */
const WIDTHS = [
  ['attemptMeanMs', 1.25],
  ['waitP95Ms', 10],
] as const;

interface BackTest {
  readonly hasHeld: boolean;
  /** Milliseconds and less are alike. */
  readonly width: number;
}

/** Records a plant, asks what a change would bring, makes it with other luck, and returns which intervals held. */
function backTest(seed: number): ReadonlyMap<Measure, BackTest> {
  const plant = { ...openPlant(seed), seconds: 240 };
  const proposed = { ...plant.static, ...drawChange(seed, plant.static) };
  const objective = toObjective(plant);
  const recording = recordPlant(plant, seed, plant.static);
  const { measures } = playOut(simulateChange({ recording, now: plant.static, proposed, objective, seed }));
  const really = measureRecording(recordPlant(plant, seed + 50_000, proposed), objective, proposed);
  return new Map(
    measures.map(({ measure, proposed: { low, high } }) => [
      measure,
      {
        hasHeld: really[measure] >= low - NOTHING && really[measure] <= high + NOTHING,
        width: (1 + high) / (1 + low),
      },
    ]),
  );
}

it('what a simulation predicts for a change of a plant comes true within its 90 % intervals', () => {
  const tests = Array.from({ length: CASES }, (_, i) => backTest(FIRST_SEED + i));
  for (const measure of JUDGED) {
    const count = tests.filter((one) => one.get(measure)?.hasHeld === true).length;
    // With true 90 % intervals fewer than 15 of 20 hold in 1 % of such tests (binomial: 1.1 %).
    expect({ measure, enough: count >= 15, count }).toMatchObject({ measure, enough: true });
  }
  for (const [measure, most] of WIDTHS) {
    const widths = tests.map((one) => one.get(measure)?.width ?? Number.POSITIVE_INFINITY);
    expect(widths.sort((a, b) => a - b)[CASES / 2]).toBeLessThan(most);
  }
});
