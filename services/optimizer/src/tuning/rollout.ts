import type { TuningDocument, TuningSettings } from '@ag06/contracts/tuning';
import type { SettingHold } from '@ag06/tuning';
import type { JudgedAttempt } from './attempt-tally.ts';
import { CanaryStage } from './canary-stage.ts';
import { ChangeWatch, type ChangeWatchModel } from './change-watch.ts';
import { countCanaries, type StageName } from './choose-canaries.ts';
import { tellFinding, toEvidence } from './judge-attempts.ts';
import { WATCHED_KNOBS, watchedChanges } from './watched-settings.ts';

/** Settings that have to be taken back, and the figures that say so. */
export interface TakenBack {
  readonly names: readonly string[];
  /** What was published before. */
  readonly to: TuningSettings;
  readonly note: string;
  readonly evidence: Readonly<Record<string, number>>;
}

/** Who works for the agent now, and how it is tuned. */
export interface RolloutScene {
  readonly now: number;
  readonly mode: 'canary' | 'live';
  /** Workers that may have other settings. */
  readonly candidates: number;
  /** Other agents on the same service fail as well. */
  readonly failsElsewhere: boolean;
}

/** What was published, and what before it. */
export interface PublishedChange {
  readonly before: TuningDocument | undefined;
  readonly document: TuningDocument;
  readonly now: number;
  /** What has done harm is taken back: that is not watched. */
  readonly isRollback: boolean;
  /** Whether more work waits than there are slots, so that lateness tells nothing of the change. */
  readonly isLoaded: boolean;
}

/**
 * How the settings of one agent get into force: on a few workers, on half of them, on all; and what they bring on the way,
 * compared with the rest at the same time. What all workers get at once is compared with what was before.
 */
export class Rollout {
  readonly #watch: ChangeWatch;
  #stage: CanaryStage | undefined;
  /** How far the settings of the stage may go. */
  #reached: StageName | 'all' = 'first';
  #isNew = true;

  constructor(model?: ChangeWatchModel) {
    this.#watch = new ChangeWatch(model);
  }

  get stage(): CanaryStage | undefined {
    return this.#stage;
  }

  get watch(): ChangeWatch {
    return this.#watch;
  }

  observe(attempts: readonly JudgedAttempt[], now: number): void {
    for (const attempt of attempts) {
      this.#stage?.add(attempt);
      if (attempt.sample.canary !== true) this.#watch.add(attempt, now);
    }
  }

  /** A leader that is new goes on with the stage of the one before. Returns whether it is. */
  resume(document: TuningDocument | undefined, candidates: number, now: number): boolean {
    const isNew = this.#isNew;
    this.#isNew = false;
    if (document?.canary === undefined) this.#stage = undefined;
    if (!isNew || document?.canary === undefined) return isNew;
    const { canary, settings: rest, version } = document;
    const isHalf = canary.workers.length > countCanaries('first', Math.max(2, candidates));
    this.#reached = isHalf ? 'half' : 'first';
    this.#stage = new CanaryStage({
      name: this.#reached,
      from: version,
      begunAt: now,
      settings: canary.settings,
      rest,
    });
    return true;
  }

  /** Judges what is tried, or was changed last. Returns what has to be taken back. */
  judge({ now, mode, candidates, failsElsewhere }: RolloutScene): TakenBack | undefined {
    return this.#judgeStage(now, mode, candidates) ?? this.#judgeChange(now, failsElsewhere);
  }

  /** How far these settings have got. Others than those that are tried begin at the first stage. */
  reachedBy(settings: TuningSettings): StageName | 'all' {
    return this.#stage?.tries(settings) === true ? this.#reached : 'first';
  }

  /** While something is compared, nothing else of its kind is decided. */
  holds(now: number, mode: RolloutScene['mode']): readonly SettingHold[] {
    const stage = this.#stage;
    const isTrying = stage !== undefined && !(mode === 'canary' && stage.isGood);
    if (!isTrying && !this.#watch.isOpen(now)) return [];
    const text = isTrying
      ? `nothing else is tried while some workers try ${stage.changed.join(', ')}`
      : 'nothing else is tried while the last change is compared with what was before';
    return WATCHED_KNOBS.map((knob) => ({ knob, text }));
  }

  published({ before, document, now, isRollback, isLoaded }: PublishedChange): void {
    const { version, settings, canary } = document;
    const names = watchedChanges(before?.settings ?? {}, settings);
    if (isRollback) this.#watch.end();
    else if (names.length > 0)
      this.#watch.begin({
        before: before?.settings ?? {},
        names: [...names],
        from: version,
        at: now,
        isLoaded,
      });
    if (canary === undefined) {
      this.#stage = undefined;
      return;
    }
    const reached = this.reachedBy(canary.settings);
    const name = reached === 'all' ? 'half' : reached;
    if (this.#stage?.tries(canary.settings) === true && this.#stage.name === name) return;
    this.#reached = name;
    this.#stage = new CanaryStage({
      name,
      from: version,
      begunAt: now,
      settings: canary.settings,
      rest: settings,
    });
  }

  #judgeStage(now: number, mode: RolloutScene['mode'], candidates: number): TakenBack | undefined {
    const stage = this.#stage;
    if (stage === undefined) return undefined;
    const verdict = stage.judge(now);
    if (verdict.is === 'good' && mode === 'live') this.#reached = nextStage(stage.name, candidates);
    if (verdict.is === 'open' || verdict.is === 'good') return undefined;
    this.#stage = undefined;
    const [names, to] = [stage.changed, stage.rest];
    if (verdict.is === 'lost') {
      const note = `${verdict.lost} workers that tried it are gone, and none of the rest`;
      return { names, to, note, evidence: { lostWorkers: verdict.lost } };
    }
    const { finding, tried, others } = verdict;
    const note = `on the workers that tried it, ${tellFinding(finding, tried, others, 'the rest')}`;
    return { names, to, note, evidence: toEvidence(tried, others) };
  }

  #judgeChange(now: number, failsElsewhere: boolean): TakenBack | undefined {
    const condemned = this.#watch.judge(now);
    if (condemned === undefined) return undefined;
    const { names, before: to, verdict } = condemned;
    const { finding, tried, others } = verdict;
    if (finding.is === 'harmful' && finding.because !== 'oom' && failsElsewhere) return undefined;
    const note = `since it changed, ${tellFinding(finding, tried, others, 'the time before')}`;
    return { names, to, note, evidence: toEvidence(tried, others) };
  }
}

/** Two workers have no half: one that tries is half of them. */
function nextStage(name: StageName, candidates: number): StageName | 'all' {
  const hasHalf = countCanaries('half', candidates) > countCanaries('first', candidates);
  return name === 'first' && hasHalf ? 'half' : 'all';
}
