import type { TuningDocument } from '@ag06/contracts/tuning';
import type { WorkerRecord } from '@ag06/store';
import { AttemptTally, type JudgedAttempt } from './attempt-tally.ts';
import type { StageName } from './choose-canaries.ts';
import { Comparison, type Verdict } from './comparison.ts';
import { judgeAttempts, tellFinding } from './judge-attempts.ts';
import { differing, splitSettings, toKey } from './per-job.ts';

type Settings = TuningDocument['settings'];

export interface CanaryStageOptions {
  readonly name: StageName;
  /** The first version with it. */
  readonly from: number;
  readonly begunAt: number;
  /** What the canaries have, and what the rest has. */
  readonly settings: Settings;
  readonly rest: Settings;
}

/** How a stage stands. */
export type StageVerdict = Verdict | { readonly is: 'lost'; readonly lost: number };

/** So many canaries may be lost while no other worker is. */
const LOST_MAX = 1;

/** Settings within a job that some workers try, beside the rest: under the same load, so that they can be compared. */
export class CanaryStage {
  readonly #options: CanaryStageOptions;
  readonly #comparison: Comparison;
  /** Since it has begun. */
  readonly #tried = new AttemptTally();
  readonly #others = new AttemptTally();
  /** Workers that were seen last, but for those that are leaving. */
  #present: readonly string[] = [];
  #count = 0;
  #lost = { canaries: 0, others: 0 };
  #isGood = false;

  constructor(options: CanaryStageOptions) {
    this.#options = options;
    this.#comparison = new Comparison(options.begunAt);
  }

  get name(): StageName {
    return this.#options.name;
  }

  get begunAt(): number {
    return this.#options.begunAt;
  }

  /** Whether a window has said that the settings are as good as those of the rest. */
  get isGood(): boolean {
    return this.#isGood;
  }

  /** The names of the settings that are tried. */
  get changed(): readonly string[] {
    return differing(this.#options.rest, this.#options.settings);
  }

  /** What the rest has. */
  get rest(): Settings {
    return this.#options.rest;
  }

  /** Whether these settings are what it tries. */
  tries(settings: Settings): boolean {
    return toKey(splitSettings(settings).perJob) === toKey(splitSettings(this.#options.settings).perJob);
  }

  /** Attempts under versions before it say nothing. */
  add(attempt: JudgedAttempt): void {
    const { configVersion, canary = false } = attempt.sample;
    if (configVersion < this.#options.from) return;
    this.#comparison.add(attempt, canary);
    (canary ? this.#tried : this.#others).add(attempt);
  }

  /** Notes workers that are gone: settings may have killed them. */
  see(workers: readonly WorkerRecord[], canaries: readonly string[]): void {
    const ids = workers.map(({ id }) => id);
    for (const id of this.#present.filter((one) => !ids.includes(one))) {
      if (canaries.includes(id)) this.#lost.canaries++;
      else this.#lost.others++;
    }
    this.#present = workers.filter(({ isDraining }) => isDraining !== true).map(({ id }) => id);
    this.#count = ids.length;
  }

  judge(now: number): StageVerdict {
    const { canaries: lost, others } = this.#lost;
    // With one worker left there is none to try it on in place of the lost one.
    const isHarm = lost > LOST_MAX || (lost > 0 && this.#count < 2);
    if (isHarm && others === 0) return { is: 'lost', lost };
    const verdict = this.#comparison.judge(now);
    if (verdict.is === 'good') this.#isGood = true;
    return verdict;
  }

  /** What both sides have brought since it began. */
  figures() {
    const [tried, others] = [this.#tried.figures(), this.#others.figures()];
    const finding = judgeAttempts(this.#tried, others);
    return { tried, others, sentence: tellFinding(finding, tried, others, 'the rest') };
  }
}
