import type { TuningSettings } from '@ag06/contracts/tuning';
import type { WorkerRecord } from '@ag06/store';
import { AttemptTally, type JudgedAttempt } from './attempt-tally.ts';
import type { StageName } from './choose-canaries.ts';
import { Comparison, type Verdict } from './comparison.ts';
import { judgeAttempts, tellFinding } from './judge-attempts.ts';
import { type FoundTogether, PartTrial } from './part-trial.ts';
import { changedPerJob, type Part, withParts } from './parts.ts';

interface CanaryStageOptions {
  readonly name: StageName;
  /** The version of the document that says so. */
  readonly version: number;
  readonly now: number;
  /** What the canaries have, and what the rest has. */
  readonly settings: TuningSettings;
  readonly rest: TuningSettings;
  /** What workers do by themselves. */
  readonly own: TuningSettings;
}

/** What has to be taken back of what is tried, and why. */
export type StageHarm =
  | { readonly is: 'lost'; readonly lost: number }
  | { readonly is: 'bad'; readonly parts: readonly Part[]; readonly verdict: Verdict };

/** What is known of a stage, whatever is tried in it. */
interface Seen {
  /** The version with which it began. */
  readonly from: number;
  readonly begunAt: number;
  /** Attempts since. */
  readonly tried: AttemptTally;
  readonly others: AttemptTally;
  /** Of all sizes that are tried, and what a window has said last of them together. */
  readonly sizes: Comparison;
  sizesGood: FoundTogether | undefined;
  /** Workers that were seen last, but for those that are leaving; and how many with those. */
  present: readonly string[];
  count: number;
  readonly lost: { canaries: number; others: number };
}

const begin = (from: number, begunAt: number): Seen => ({
  from,
  begunAt,
  tried: new AttemptTally(),
  others: new AttemptTally(),
  sizes: new Comparison(begunAt),
  sizesGood: undefined,
  present: [],
  count: 0,
  lost: { canaries: 0, others: 0 },
});

/** So many canaries may be lost while no other worker is. */
const LOST_MAX = 1;

/**
 * Settings within a job that some workers try, beside the rest: under the same load, so that they can be compared. Each part
 * is judged by itself, so that one that was decided later does not wait for another, and is not blamed for it.
 */
export class CanaryStage {
  readonly #options: CanaryStageOptions;
  readonly #trials: readonly PartTrial[];
  readonly #seen: Seen;

  /** @param before what was tried until now: the same parts are tried on, as long as the stage stays the same */
  constructor(options: CanaryStageOptions, before?: CanaryStage) {
    const { settings, rest, version, now } = options;
    const same = before?.name === options.name ? before : undefined;
    this.#options = options;
    this.#seen = same === undefined ? begin(version, now) : same.#seen;
    this.#trials = changedPerJob(rest, settings).map((part) => {
      const known = same?.trialOf(part);
      if (known?.tries(settings) === true) return known;
      return new PartTrial({ ...options, part, from: version, begunAt: now });
    });
  }

  get name(): StageName {
    return this.#options.name;
  }

  get begunAt(): number {
    return this.#seen.begunAt;
  }

  /** Whether a window has said of each part that it is as good as what the rest has. */
  get isGood(): boolean {
    return this.#trials.every(({ isGood }) => isGood);
  }

  /** What is tried. */
  get changed(): readonly Part[] {
    return this.#trials.map(({ part }) => part);
  }

  /** What is as good as what the rest has. */
  get good(): readonly Part[] {
    return this.#trials.filter(({ isGood }) => isGood).map(({ part }) => part);
  }

  /** What the canaries have. */
  get settings(): TuningSettings {
    return this.#options.settings;
  }

  /** What the rest has. */
  get rest(): TuningSettings {
    return this.#options.rest;
  }

  trialOf(part: Part): PartTrial | undefined {
    return this.#trials.find((trial) => trial.part === part);
  }

  /** Without what is taken back. Undefined: nothing is left to be tried. */
  without(parts: readonly Part[]): CanaryStage | undefined {
    const left = withParts(this.settings, this.rest, parts);
    if (changedPerJob(this.rest, left).length === 0) return undefined;
    return new CanaryStage({ ...this.#options, settings: left }, this);
  }

  /** The next stage, with what is good until now. */
  toHalf(now: number): CanaryStage {
    const settings = withParts(this.rest, this.settings, this.good);
    return new CanaryStage({ ...this.#options, name: 'half', now, settings });
  }

  /** Attempts under versions before it say nothing. */
  add(attempt: JudgedAttempt): void {
    if (attempt.sample.configVersion < this.#seen.from) return;
    for (const trial of this.#trials) trial.add(attempt);
    const { canary: isTried = false, sizeBucket } = attempt.sample;
    (isTried ? this.#seen.tried : this.#seen.others).add(attempt);
    if (this.#trials.some((trial) => trial.isOf(sizeBucket))) this.#seen.sizes.add(attempt, isTried);
  }

  /** Notes workers that are gone: settings may have killed them. */
  see(workers: readonly WorkerRecord[], canaries: readonly string[]): void {
    const ids = workers.map(({ id }) => id);
    for (const id of this.#seen.present.filter((one) => !ids.includes(one)))
      this.#seen.lost[canaries.includes(id) ? 'canaries' : 'others']++;
    this.#seen.present = workers.filter(({ isDraining }) => isDraining !== true).map(({ id }) => id);
    this.#seen.count = ids.length;
  }

  /** Undefined: nothing has to be taken back. */
  judge(now: number): StageHarm | undefined {
    const { canaries: lost, others } = this.#seen.lost;
    // With one worker left there is none to try it on in place of the lost one.
    const isHarm = lost > LOST_MAX || (lost > 0 && this.#seen.count < 2);
    if (isHarm && others === 0) return { is: 'lost', lost };
    const bad = this.#trials
      .map((trial) => ({ part: trial.part, verdict: trial.judge(now) }))
      .filter(({ verdict }) => verdict.is === 'bad');
    const { is, isClear } = this.#seen.sizes.judge(now);
    if (is === 'good') this.#seen.sizesGood = { at: now, isClear };
    const { sizesGood } = this.#seen;
    if (sizesGood !== undefined) for (const trial of this.#trials) trial.passTogether(now, sizesGood);
    const [first] = bad;
    return first && { is: 'bad', parts: bad.map(({ part }) => part), verdict: first.verdict };
  }

  /** What both sides have brought since it began. */
  figures() {
    const [tried, others] = [this.#seen.tried.figures(), this.#seen.others.figures()];
    const finding = judgeAttempts(this.#seen.tried, others);
    return { tried, others, sentence: tellFinding(finding, tried, others, 'the rest') };
  }
}
