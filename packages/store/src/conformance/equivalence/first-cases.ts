import fc from 'fast-check';
import { FIRST_SEEDS } from './first-seeds.ts';
import { type Move, randomMoves } from './random-move.ts';
import { type RandomPlan, type RandomStep, randomPlan } from './random-plan.ts';

/** A step, and another whose condition is evaluated once it has its outcome. */
const [A, B]: readonly [RandomStep, RandomStep] = [
  {
    name: 'a',
    needs: [],
    dependants: ['b'],
    hasCondition: false,
    failsRun: false,
    reads: ['in'],
    forEach: undefined,
    waits: false,
    repeats: false,
  },
  {
    name: 'b',
    needs: ['a'],
    dependants: [],
    hasCondition: true,
    failsRun: false,
    reads: ['o:a'],
    forEach: undefined,
    waits: false,
    repeats: false,
  },
];

const PLAN: RandomPlan = {
  steps: new Map([
    [A.name, A],
    [B.name, B],
  ]),
  leaves: [B],
};

/** A step that goes over a list of more than one chunk, in two lanes. */
const EACH: RandomStep = {
  ...A,
  dependants: [],
  hasCondition: true,
  failsRun: true,
  forEach: { items: 18, lanes: 2 },
};

const LIST: RandomPlan = { steps: new Map([[EACH.name, EACH]]), leaves: [EACH] };

/** A claim that refuses to begin the step. */
const BLOCKED = 9;

const act = (does: Move['does'], more: Partial<Move> = {}): Move => ({
  does,
  run: 0,
  back: 0,
  worker: 0,
  delivery: 0,
  choice: 2,
  isOdd: true,
  together: false,
  ...more,
});

/** Cases that random sequences hardly ever meet. */
export const RARE_CASES: [RandomPlan, readonly Move[]][] = [
  // A step loses three workers, the last of them to the watchdog: the next claim is granted a poisoned one.
  [
    PLAN,
    [
      act('submit'),
      ...[0, 1, 2].map((worker) => act('claim', { worker })),
      act('mend', { choice: 0 }),
      act('claim', { worker: 3 }),
    ],
  ],
  // Who evaluates a condition is gone when the run is paused: nobody goes on with it until it resumes.
  [
    PLAN,
    [
      act('submit'),
      act('claim'),
      act('settle', { choice: 6 }),
      act('pause'),
      act('claim', { worker: 1 }),
      act('resume'),
    ],
  ],
  // Who saw a step blocked wakes it when it has been woken, and is blocked again for the same reason.
  [
    PLAN,
    [
      act('submit'),
      act('claim', { choice: BLOCKED }),
      act('unblock', { choice: 1 }),
      act('claim', { choice: BLOCKED }),
      act('unblock', { choice: 1, back: 2 }),
    ],
  ],
  // A run times out while a step of it runs, is retried twice by who saw the same end, and fails the step to its end.
  [
    PLAN,
    [
      act('submit'),
      act('claim'),
      act('cancel'),
      act('retry'),
      act('retry', { back: 1 }),
      act('repeat', { back: 1 }),
      act('claim'),
      act('settle', { choice: 6 }),
      act('cancel'),
      act('retry'),
    ],
  ],
  // A run fails with an item of a list, is retried, does items again, and fails and is retried once more.
  [
    LIST,
    [
      act('submit'),
      act('settle'),
      ...[0, 1].map((worker) => act('claim', { worker, back: worker })),
      ...[8, 9, 8].map((choice) => act('settle', { choice })),
      ...[10, 2].map((choice) => act('settle', { choice })),
      act('retry'),
      ...[3, 8, 9, 10].map((choice) => act('settle', { choice })),
      act('retry'),
      act('settle', { choice: 7, isOdd: false }),
      act('claim'),
      ...[8, 9, 8].map((choice) => act('settle', { choice })),
    ],
  ],
];

/**
 * A random case. Without those of the first seeds, what is met in one of a hundred cases takes several rounds of all. A
 * change of what is drawn makes them ordinary cases: then `npm run cases:equivalence` finds others.
 */
export function toCase(seed: number): [RandomPlan, readonly Move[]] {
  const [drawn] = fc.sample(fc.tuple(randomPlan, randomMoves), { seed, numRuns: 1 });
  if (drawn === undefined) throw new Error('Nothing was drawn.');
  return drawn;
}

/** Cases that are played before random ones, so that every result is met in the first round. */
export const FIRST_CASES: [RandomPlan, readonly Move[]][] = [...RARE_CASES, ...FIRST_SEEDS.map(toCase)];
