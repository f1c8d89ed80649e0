import type { SimulatedMeasure } from './estimate.ts';
import type { SeenLevels } from './load-response.ts';
import type { MeasuredJob } from './measured-jobs.ts';
import type { Played } from './replay/replay-fleet.ts';

const CAVEAT_CODES = [
  'MORE_THAN_SEEN',
  'FEWER_THAN_SEEN',
  'TIMEOUTS_GUESSED',
  'REFUSALS_REPLAYED',
  'REPLAY_IS_OFF',
  'FEW_BLOCKS',
] as const;
type CaveatCode = (typeof CAVEAT_CODES)[number];

/** What a reader of the answer has to know before believing it. */
export interface Caveat {
  readonly code: CaveatCode;
  readonly sentence: string;
}

interface CaveatFacts {
  readonly jobs: readonly MeasuredJob[];
  readonly seen: SeenLevels;
  readonly mostAtOnce: number;
  /** With what is proposed. */
  readonly played: Played;
  readonly guessed: number;
  readonly blocks: number;
  readonly measures: readonly SimulatedMeasure[];
}

const BLOCKS_MIN = 8;
const REFUSED_SHARE = 0.01;

export function toCaveats(facts: CaveatFacts): readonly Caveat[] {
  const told: readonly (readonly [CaveatCode, string | undefined])[] = [
    ['MORE_THAN_SEEN', tellMore(facts)],
    ['FEWER_THAN_SEEN', tellFewer(facts)],
    ['TIMEOUTS_GUESSED', tellGuessed(facts)],
    ['REFUSALS_REPLAYED', tellRefused(facts)],
    ['REPLAY_IS_OFF', tellOff(facts)],
    ['FEW_BLOCKS', tellFew(facts)],
  ];
  return told.flatMap(([code, sentence]) => (sentence === undefined ? [] : [{ code, sentence }]));
}

function tellMore({ mostAtOnce, played }: CaveatFacts): string | undefined {
  if (played.mostAtOnce <= mostAtOnce) return undefined;
  return `Never more than ${mostAtOnce} ran at once: what ${played.mostAtOnce} bring is extrapolated.`;
}

function tellFewer({ seen, played }: CaveatFacts): string | undefined {
  if (played.mostAtOnce >= seen.least) return undefined;
  return `Hardly ever fewer than ${seen.least} ran at once: how fast ${played.mostAtOnce} go is extrapolated.`;
}

function tellGuessed({ guessed }: CaveatFacts): string | undefined {
  if (guessed === 0) return undefined;
  return `${guessed} attempts ran into their time-out: how long they would have taken is a guess from slower ones of their kind.`;
}

function tellRefused({ jobs }: CaveatFacts): string | undefined {
  const outcomes = jobs.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome));
  const share = outcomes.filter((outcome) => outcome === '429').length / Math.max(1, outcomes.length);
  if (share < REFUSED_SHARE) return undefined;
  return `${(100 * share).toFixed(0)} % of attempts were refused as too many (429). The replay refuses the same ones, however many are made.`;
}

function tellOff({ measures }: CaveatFacts): string | undefined {
  const wait = measures.find(({ measure }) => measure === 'waitP95Ms');
  if (wait === undefined) return undefined;
  const { recorded, now } = wait;
  if (recorded >= now.low && recorded <= now.high) return undefined;
  return `95 % of attempts began within ${tellMs(recorded)} as recorded, and within ${tellMs(now.value)} as the replay has it: it misses something that made them wait, such as other settings, a pause, or too few workers for a while. Trust the difference less than its interval says.`;
}

function tellFew({ blocks }: CaveatFacts): string | undefined {
  if (blocks >= BLOCKS_MIN) return undefined;
  return `The intervals rest on ${blocks} blocks of time only: ask for a longer time with --from.`;
}

export const tellMs = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
