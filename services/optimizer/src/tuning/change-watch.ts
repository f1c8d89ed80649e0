import { TuningSettings } from '@ag06/contracts/tuning';
import { z } from 'zod';
import { type JudgedAttempt, TallyFigures } from './attempt-tally.ts';
import { Comparison, type Verdict } from './comparison.ts';
import { Z_BEFORE } from './judge-attempts.ts';
import { type Part, withParts } from './parts.ts';

/** Kept for the next leader. */
export const ChangeWatchModel = z.strictObject({
  /** What the settings before the last change have brought, or those of now if nothing is watched; and when. */
  good: z.strictObject({ at: z.number(), figures: TallyFigures }).nullable(),
  change: z
    .strictObject({
      /** What was published before. */
      before: TuningSettings,
      /** The parts that have changed. */
      names: z.array(z.string()).max(32),
      /** The first version with the change. */
      from: z.int(),
      at: z.number(),
      worse: z.int(),
      /** Whether more work waited than there were slots, so that lateness says nothing. */
      isLoaded: z.boolean(),
    })
    .nullable(),
});
export type ChangeWatchModel = z.infer<typeof ChangeWatchModel>;
type Change = NonNullable<ChangeWatchModel['change']>;

/**
 * Its name among the models that leaders keep. It is a document of its own, so that the release before still reads what was
 * learned.
 */
export const toWatchName = (agent: string): string => `watch:${agent}`;

/** Returns undefined for anything that is none of this release. */
export function parseChangeWatchModel(text: string): ChangeWatchModel | undefined {
  try {
    return ChangeWatchModel.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What was measured longer ago is no measure any more. */
const GOOD_MS = 300_000;
/** An agent with few attempts is not kept from other changes for longer. */
const HOLD_MS = 120_000;

/** Parts of settings that have to be taken back, and why. */
interface Condemned {
  readonly names: readonly Part[];
  readonly before: TuningSettings;
  readonly verdict: Verdict;
}

/**
 * Compares what all workers bring after a change with what they brought before. It is less fair than canaries, because the
 * load may have changed too, and all that there is for settings on which workers depend together, and for a single worker.
 */
export class ChangeWatch {
  #good: ChangeWatchModel['good'];
  #change: Change | null;
  #comparison: Comparison | undefined;

  constructor(model?: ChangeWatchModel) {
    this.#good = model?.good ?? null;
    this.#change = model?.change ?? null;
  }

  /** What has changed and is being watched, so that it is not to change again. */
  watched(now: number): readonly Part[] {
    return this.#change !== null && now < this.#change.at + HOLD_MS ? this.#change.names : [];
  }

  /** Adds an attempt of a worker that has no other settings than the rest. */
  add(attempt: JudgedAttempt, now: number): void {
    if (attempt.sample.configVersion < (this.#change?.from ?? 0)) return;
    this.#comparison ??= new Comparison(now, { worse: this.#change?.worse ?? 0, z: Z_BEFORE });
    this.#comparison.add(attempt, true);
  }

  /**
   * All workers get other settings. What is watched already is so on, together with them. Nothing is compared if nothing was
   * measured before.
   */
  begin(change: Omit<Change, 'worse'>): void {
    this.#comparison = undefined;
    const isKnown = this.#good !== null && change.at < this.#good.at + GOOD_MS;
    this.#change = isKnown ? { ...together(this.#change, change), worse: 0 } : null;
  }

  /** These parts are taken back: they are not watched any more, and nor is what was changed together with them. */
  takenBack(parts: readonly Part[]): void {
    if (this.#change === null || this.#change.names.some((one) => parts.includes(one))) this.end();
  }

  /** The change is taken back, or somebody else has published. */
  end(): void {
    this.#change = null;
    this.#comparison = undefined;
  }

  /** Returns what has to be taken back. */
  judge(now: number): Condemned | undefined {
    const change = this.#change;
    if (this.#comparison === undefined) return undefined;
    if (change === null || this.#good === null) {
      this.#measure(now, this.#comparison);
      return undefined;
    }
    const verdict = this.#comparison.judge(now, this.#good.figures);
    this.#change = { ...change, worse: this.#comparison.worse };
    if (verdict.is === 'open') return undefined;
    const isTold = verdict.finding.is === 'harmful' || !change.isLoaded;
    this.end();
    if (verdict.is === 'bad' && isTold) return { names: change.names, before: change.before, verdict };
    this.#good = { at: now, figures: verdict.tried };
    return undefined;
  }

  toModel(): ChangeWatchModel {
    return { good: this.#good, change: this.#change };
  }

  /** Nothing has changed: a window is measured to be compared with later ones. */
  #measure(now: number, comparison: Comparison): void {
    const figures = comparison.takeWindow(now);
    if (figures !== undefined) this.#good = { at: now, figures };
  }
}

function together(open: Change | null, change: Omit<Change, 'worse'>): Omit<Change, 'worse'> {
  if (open === null) return change;
  return {
    ...change,
    names: [...new Set([...open.names, ...change.names])],
    before: withParts(change.before, open.before, open.names),
    isLoaded: open.isLoaded || change.isLoaded,
  };
}
