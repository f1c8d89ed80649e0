import type { AttemptOutcome, Sample } from '@ag06/contracts/tuning';
import { toObjective } from '@ag06/tuning';
import { expect, it } from '@jest/globals';
import { StepEnds } from '../experiments/step-ends.ts';
import { StepWatch } from './step-watch.ts';

const MAX_ATTEMPTS = 3;
const OBJECTIVE = toObjective({}, 1);
const OUTCOMES: Readonly<Record<string, AttemptOutcome>> = { R: '429', F: 'error', '.': 'ok' };

/** The attempts of one step: refused (`R`), failed (`F`) or good (`.`). */
const toSamples = (attempts: string): readonly Sample[] =>
  [...attempts].map((what, i) => ({
    t: 1_000 * (i + 1),
    agent: 'x.a',
    step: 's',
    runId: 'r0-1',
    attempt: i + 1,
    hedge: false,
    configVersion: 1,
    priority: 'normal',
    sizeBucket: 0,
    waitMs: 10,
    durMs: 100,
    outcome: OUTCOMES[what] ?? 'ok',
    startedAt: 1_000 * (i + 1) - 100,
    worker: 'w-1',
    inflightAtStart: 1,
    trial: { experiment: 'x-0123456789abcdef', arm: 'a' },
  }));

it.each([
  ['RRRRR.', true, 6],
  ['RRRFF.', true, 6],
  ['FRRRF.', true, 6],
  ['RRFFF', false, 5],
  ['FFF', false, 3],
])('a step is over once, and refused attempts spend none of its attempts: %s', (attempts, ok, ended) => {
  const [watch, ends] = [new StepWatch(), new StepEnds()];
  const samples = toSamples(attempts);
  const over = [
    samples.flatMap((sample) => watch.toJob(sample, OBJECTIVE, MAX_ATTEMPTS) ?? []),
    samples.flatMap((sample) => ends.take(sample, 0, MAX_ATTEMPTS) ?? []),
  ];
  for (const one of over) expect(one).toMatchObject([{ ok, attempts: ended }]);
});
