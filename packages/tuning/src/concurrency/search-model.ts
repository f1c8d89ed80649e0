import { z } from 'zod';
import { CohortsModel } from './cohorts.ts';
import { LedgerModel } from './ledger.ts';
import { ChangesModel } from './level-changes.ts';
import { drawLot } from './lots.ts';
import { MemoryModel } from './memory-cap.ts';
import { SEARCH_REASONS } from './search-report.ts';
import { STEP_FIRST } from './search-steps.ts';

const seconds = z.number();
const Direction = z.union([z.literal(1), z.literal(-1)]);
type Direction = z.infer<typeof Direction>;

/** What a search does: measures its incumbent, tries another level, or lets things be for a while. */
const Phase = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('reference'), since: seconds }),
  z.strictObject({
    kind: z.literal('probe'),
    since: seconds,
    level: z.number(),
    /** When the incumbent was put in force again, before the attempts of the trial had ended; absent until then. */
    returnedAt: seconds.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('hold'), until: seconds }),
]);

export type Probe = Extract<z.infer<typeof Phase>, { readonly kind: 'probe' }>;

export const SearchState = z.strictObject({
  phase: Phase,
  incumbent: z.number(),
  version: z.int(),
  direction: Direction,
  /** The logarithm of a factor. */
  step: z.number(),
  /** The directions in which a trial has failed. */
  failed: z.array(Direction).max(2),
  /** Whether the value clearly rises in the direction. */
  isKeen: z.boolean(),
  wins: z.int(),
  retries: z.int(),
  holdSeconds: seconds,
  /** The state of the lots by which holds are longer or shorter, so that agents do not try at the same moments. */
  lots: z.int(),
  /** Whether the service has changed, so that the default is as unproven as any level. */
  hasChanged: z.boolean(),
  reason: z.enum(SEARCH_REASONS),
  /** The last trial that was judged; null since the service has changed, and while a trial has left force unjudged. */
  note: z
    .strictObject({
      from: z.number(),
      to: z.number(),
      gain: z.number(),
      error: z.number(),
      distance: z.number(),
      before: z.number(),
      after: z.number(),
    })
    .nullable(),
});
export type SearchState = z.infer<typeof SearchState>;

/** Everything that a search knows: imported, it goes on exactly as it would have. */
export const SearchModel = z.strictObject({
  state: SearchState,
  cohorts: CohortsModel,
  ledger: LedgerModel,
  changes: ChangesModel,
  memory: MemoryModel,
});
export type SearchModel = z.infer<typeof SearchModel>;

export const HOLD_SECONDS = { first: 30, max: 240 } as const;
/** Holds are up to so much longer or shorter. */
const JITTER = 0.15;

/** Draws the length of the hold that begins. */
export function drawHold(state: SearchState): number {
  const { lot, next } = drawLot(state.lots);
  state.lots = next;
  return state.holdSeconds * (1 + JITTER * (2 * lot - 1));
}

export const hasFailed = ({ failed }: SearchState, direction: Direction): boolean =>
  failed.includes(direction);

export function fail(state: SearchState, direction: Direction): void {
  if (!hasFailed(state, direction)) state.failed = [...state.failed, direction];
}

export function turn(state: SearchState): void {
  state.direction = state.direction > 0 ? -1 : 1;
}

export const beginSearch = (level: number, seed: number): SearchState => ({
  // It begins with the first report.
  phase: { kind: 'reference', since: 0 },
  incumbent: level,
  version: 1,
  // Down is the safe side, and tells the slope as well.
  direction: -1,
  step: STEP_FIRST,
  failed: [],
  isKeen: false,
  wins: 0,
  retries: 0,
  holdSeconds: HOLD_SECONDS.first,
  lots: seed | 0,
  hasChanged: false,
  reason: 'MEASURE',
  note: null,
});
