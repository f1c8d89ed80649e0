import fc from 'fast-check';

/** Who does something next, and which of the possible things: numbers that `draw-command.ts` makes a command of. */
export interface Move {
  readonly does: (typeof DEEDS)[number];
  /** Which of the two runs of a case. */
  readonly run: 0 | 1;
  /** Counts back from what is newest. */
  readonly back: number;
  readonly worker: number;
  /** 1 is the first of its job again, all else the next one. */
  readonly delivery: number;
  readonly choice: number;
  readonly isOdd: boolean;
  /** Travels in one turn of the event loop with the next command. */
  readonly together: boolean;
}

const DEEDS = [
  ...(['submit', 'claim', 'settle', 'repeat', 'pause', 'resume', 'start', 'cancel', 'mend'] as const),
  ...(['unblock', 'keep', 'wake', 'retry', 'signal', 'overdue', 'allow'] as const),
] as const;

const does = fc.oneof(
  { weight: 2, arbitrary: fc.constant('submit' as const) },
  { weight: 8, arbitrary: fc.constant('claim' as const) },
  { weight: 10, arbitrary: fc.constant('settle' as const) },
  { weight: 3, arbitrary: fc.constant('repeat' as const) },
  { weight: 1, arbitrary: fc.constant('pause' as const) },
  { weight: 2, arbitrary: fc.constant('resume' as const) },
  { weight: 1, arbitrary: fc.constant('start' as const) },
  { weight: 1, arbitrary: fc.constantFrom('cancel' as const, 'resume' as const, 'mend' as const) },
  { weight: 2, arbitrary: fc.constant('mend' as const) },
  { weight: 3, arbitrary: fc.constant('unblock' as const) },
  { weight: 2, arbitrary: fc.constant('keep' as const) },
  { weight: 3, arbitrary: fc.constant('wake' as const) },
  { weight: 2, arbitrary: fc.constant('retry' as const) },
  { weight: 4, arbitrary: fc.constant('signal' as const) },
  { weight: 1, arbitrary: fc.constant('overdue' as const) },
  { weight: 2, arbitrary: fc.constant('allow' as const) },
);

const run = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0 as const) },
  { weight: 1, arbitrary: fc.constant(1 as const) },
);

/** Mostly the newest, for most of what is old is stale. */
const back = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(6) });

const randomMove: fc.Arbitrary<Move> = fc.record({
  does,
  run,
  back,
  worker: fc.nat(4),
  delivery: fc.nat(4),
  choice: fc.nat(999),
  isOdd: fc.boolean(),
  together: fc.boolean(),
});

/** The first one submits; before, there is little to do. */
export const randomMoves: fc.Arbitrary<readonly Move[]> = fc
  .array(randomMove, { minLength: 5, maxLength: 60, size: 'max' })
  .map((moves) => moves.map((move, i) => (i === 0 ? { ...move, does: 'submit', run: 0 } : move)));
