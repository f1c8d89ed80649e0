import { type Arm, assignBlock, type ExperimentDocument, type Metric, toBlock } from '@ag06/contracts/tuning';
import { z } from 'zod';
import type { StepEnd } from './step-ends.ts';

const count = z.int().min(0);
const Sums = z.strictObject({ block: count, steps: count, ok: count, value: z.number() });
type Sums = z.infer<typeof Sums>;

export const BlockSumsModel = z.strictObject({
  open: z.array(Sums).max(1_000),
  /** The first pair of blocks that is not closed. */
  nextPair: count,
  /** Pairs up to this one are left out; -1: none. */
  brokenPair: z.int().min(-1),
});
export type BlockSumsModel = z.infer<typeof BlockSumsModel>;

/** What a pair of neighbouring blocks has brought per second, or as a share. */
interface BlockPair {
  readonly number: number;
  readonly values: readonly [number, number];
}

/** The first seconds of a block belong to none: what was begun in the block before is not over (design, section 8). */
const WASH_OUT_S = 3;
const WASH_OUT_DURATIONS = 1.3;
/** Telemetry comes so late. */
const LATE_MS = 5_000;
/** Less of a block than this after its wash-out says nothing. */
const LEAST_S = 1;

/** Adds up the steps of each block of a switchback, and closes blocks in pairs. */
export class BlockSums {
  readonly #document: Pick<ExperimentDocument, 'startedAt' | 'blockSeconds' | 'metric'>;
  readonly #open: Map<number, Sums>;
  #nextPair: number;
  #brokenPair: number;

  constructor(
    document: Pick<ExperimentDocument, 'startedAt' | 'blockSeconds' | 'metric'>,
    model: BlockSumsModel = { open: [], nextPair: 0, brokenPair: -1 },
  ) {
    this.#document = document;
    this.#open = new Map(model.open.map((sums) => [sums.block, sums]));
    this.#nextPair = model.nextPair;
    this.#brokenPair = model.brokenPair;
  }

  /** Counts a step in the block in which it has ended. One that began with the other arm belongs to none. */
  add({ at, arm, ok }: Pick<StepEnd, 'at' | 'arm' | 'ok'>, value: number, washOutS: number): void {
    const block = this.#blockAt(at);
    const secondsIn = this.#secondsAt(at) - block * this.#document.blockSeconds;
    if (at < this.#document.startedAt || assignBlock(block) !== arm || secondsIn < washOutS) return;
    if (Math.floor(block / 2) < this.#nextPair) return;
    const sums = this.#open.get(block) ?? { block, steps: 0, ok: 0, value: 0 };
    const more = { steps: sums.steps + 1, ok: sums.ok + Number(ok), value: sums.value + value };
    this.#open.set(block, { block, ...more });
  }

  /** The pair of blocks that is under way is left out, because no arm is in force. */
  interrupt(now: number): void {
    this.#brokenPair = Math.max(this.#brokenPair, Math.floor(this.#blockAt(now) / 2));
  }

  /** Returns the pairs that are over, in order. Those without a step are left out: nothing came. */
  close(now: number, washOutS: number): BlockPair[] {
    const pairs: BlockPair[] = [];
    const isOver = (pair: number) =>
      now >= this.#document.startedAt + 2_000 * (pair + 1) * this.#document.blockSeconds + LATE_MS;
    // After a long time without a leader, pairs that nobody has counted are passed over at once.
    const first = Math.min(...this.#open.keys());
    if (this.#open.size === 0)
      this.#nextPair = Math.max(this.#nextPair, Math.floor(this.#blockAt(now - LATE_MS) / 2));
    else this.#nextPair = Math.max(this.#nextPair, Math.floor(first / 2));
    for (; this.#open.size > 0 && isOver(this.#nextPair); this.#nextPair++) {
      const pair = this.#toPair(this.#nextPair, washOutS);
      if (pair !== undefined && this.#nextPair > this.#brokenPair) pairs.push(pair);
      this.#open.delete(2 * this.#nextPair);
      this.#open.delete(2 * this.#nextPair + 1);
    }
    return pairs;
  }

  toModel(): BlockSumsModel {
    return { open: [...this.#open.values()], nextPair: this.#nextPair, brokenPair: this.#brokenPair };
  }

  #toPair(number: number, washOutS: number): BlockPair | undefined {
    const blocks = [2 * number, 2 * number + 1].map((block) => this.#open.get(block));
    if (blocks.every((sums) => sums === undefined)) return undefined;
    const seconds = this.#document.blockSeconds - washOutS;
    const [first, second] = blocks.map((sums) => toValue(this.#document.metric, sums, seconds));
    return first === undefined || second === undefined ? undefined : { number, values: [first, second] };
  }

  #secondsAt(at: number): number {
    return (at - this.#document.startedAt) / 1_000;
  }

  #blockAt(at: number): number {
    return toBlock(this.#secondsAt(at), this.#document.blockSeconds);
  }
}

/** A block without a step has brought nothing; what share of its steps succeeded is not known. */
function toValue(metric: Metric, sums: Sums | undefined, seconds: number): number | undefined {
  if (metric === 'success') return sums && sums.ok / sums.steps;
  return ((metric === 'value' ? sums?.value : sums?.ok) ?? 0) / Math.max(LEAST_S, seconds);
}

/** Seconds at the begin of a block in which nothing is counted. */
export const toWashOut = (meanMs: Readonly<Record<Arm, number>>): number =>
  Math.max(WASH_OUT_S, (WASH_OUT_DURATIONS * Math.max(meanMs.a, meanMs.b)) / 1_000);

/** Whether nothing is left of a block after its wash-out. */
export const isTooShort = (blockSeconds: number, washOutS: number): boolean =>
  blockSeconds - washOutS < LEAST_S;
