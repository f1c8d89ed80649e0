import type { TuningDocument, TuningSettings } from '@ag06/contracts/tuning';
import type { SettingHold } from '@ag06/tuning';
import type { JudgedAttempt } from './attempt-tally.ts';
import { CanaryStage, type StageHarm } from './canary-stage.ts';
import { ChangeWatch, type ChangeWatchModel } from './change-watch.ts';
import { countCanaries } from './choose-canaries.ts';
import { tellFinding, toEvidence, WINDOW_MS } from './judge-attempts.ts';
import { keyOf, type Part } from './parts.ts';
import type { PartKeys, StagingFacts } from './to-staged.ts';
import { hasMoreAttempts, toHolds, watchedChanges } from './watched-settings.ts';

/** Parts of settings that have to be taken back, and the figures that say so. */
interface TakenBack {
  readonly parts: readonly Part[];
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
interface PublishedChange {
  readonly before: TuningDocument | undefined;
  readonly document: TuningDocument;
  readonly now: number;
  /** What has done harm is taken back: that is not watched. */
  readonly takenBack: readonly Part[];
  /** What workers do by themselves. */
  readonly own: TuningSettings;
  /** Whether more work waits than there are slots, so that lateness tells nothing of the change. */
  readonly isLoaded: boolean;
}

/** What is decided so long after a stage has begun goes with it; later on it waits for the next one. */
const JOIN_MS = WINDOW_MS;
/** What cannot be judged for so long, because attempts are rare, leaves the others. */
const LAG_MS = 120_000;

/**
 * How the settings of one agent get into force: on a few workers, on half of them, on all; and what they bring on the way,
 * compared with the rest at the same time. What all workers get at once is compared with what was before. Parts that were
 * decided about the same time go together, and each is judged and taken back alone.
 */
export class Rollout {
  readonly #watch: ChangeWatch;
  #stage: CanaryStage | undefined;
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
  resume(
    document: TuningDocument | undefined,
    own: TuningSettings,
    { now, candidates }: RolloutScene,
  ): boolean {
    const isNew = this.#isNew;
    this.#isNew = false;
    if (document?.canary === undefined) this.#stage = undefined;
    if (!isNew || document?.canary === undefined) return isNew;
    const { canary, settings: rest, version } = document;
    const isHalf = canary.workers.length > countCanaries('first', Math.max(2, candidates));
    const name = isHalf ? 'half' : 'first';
    this.#stage = new CanaryStage({ name, version, now, settings: canary.settings, rest, own });
    return true;
  }

  /** Judges what is tried, or was changed last. Returns what has to be taken back. */
  judge(scene: RolloutScene): TakenBack | undefined {
    return this.#judgeStage(scene) ?? this.#judgeChange(scene);
  }

  /** How far settings may go now. */
  reach({ now, mode, candidates }: RolloutScene): Pick<StagingFacts, 'stage' | 'passed' | 'only'> {
    const stage = this.#stage;
    if (stage === undefined) return { stage: 'first', passed: new Map(), only: undefined };
    const { name, good, changed, begunAt, settings } = stage;
    const isFree = mode === 'canary' || !hasHalf(candidates) || (name === 'first' && now < begunAt + JOIN_MS);
    const isLast = mode === 'live' && (name === 'half' || !hasHalf(candidates));
    const keysOf = (parts: readonly Part[]): PartKeys =>
      new Map(parts.map((part) => [part, keyOf(settings, part)]));
    return { stage: name, passed: keysOf(isLast ? good : []), only: isFree ? undefined : keysOf(changed) };
  }

  /** While something is compared, or waits until it can be, it is not decided anew. */
  holds({ now, mode }: RolloutScene, waiting: readonly Part[]): readonly SettingHold[] {
    const { changed = [], good = [] } = this.#stage ?? {};
    const tried = mode === 'canary' ? changed.filter((part) => !good.includes(part)) : changed;
    return [
      ...toHolds(
        this.#watch.watched(now).filter((part) => !tried.includes(part)),
        'its last change is compared with what was before',
      ),
      ...toHolds(waiting, 'it waits until what some workers try now is judged'),
      ...toHolds(tried, `some workers try ${tried.join(', ')} beside the rest`),
    ];
  }

  published({ before, document, now, takenBack, own, isLoaded }: PublishedChange): void {
    const { version, settings, canary } = document;
    const changed = watchedChanges(before?.settings ?? {}, settings);
    const isMore = hasMoreAttempts(before?.settings ?? {}, settings, own);
    // Those that were no worse beside others at the same time.
    const passed: readonly Part[] = isMore
      ? (this.#stage?.good ?? []).filter((part) => part === 'maxAttempts')
      : [];
    const names = changed.filter((part) => !takenBack.includes(part) && !passed.includes(part));
    if (takenBack.length > 0) this.#watch.takenBack(takenBack);
    if (names.length > 0)
      this.#watch.begin({
        before: before?.settings ?? {},
        names: [...names],
        from: version,
        at: now,
        isLoaded,
      });
    const stage = this.#stage;
    this.#stage =
      canary &&
      new CanaryStage(
        { name: stage?.name ?? 'first', version, now, settings: canary.settings, rest: settings, own },
        stage,
      );
  }

  #judgeStage({ now, mode, candidates }: RolloutScene): TakenBack | undefined {
    const stage = this.#stage;
    if (stage === undefined) return undefined;
    const harm = stage.judge(now);
    if (harm !== undefined) return this.#takeBack(stage, harm);
    const isDone = stage.isGood || (stage.good.length > 0 && now >= stage.begunAt + LAG_MS);
    if (mode === 'live' && stage.name === 'first' && hasHalf(candidates) && isDone)
      this.#stage = stage.toHalf(now);
    return undefined;
  }

  #takeBack(stage: CanaryStage, harm: StageHarm): TakenBack {
    const parts = harm.is === 'lost' ? stage.changed : harm.parts;
    this.#stage = stage.without(parts);
    const to = stage.rest;
    if (harm.is === 'lost') {
      const note = `${harm.lost} workers that tried it are gone, and none of the rest`;
      return { parts, to, note, evidence: { lostWorkers: harm.lost } };
    }
    const { finding, tried, others } = harm.verdict;
    const note = `on the workers that tried it, ${tellFinding(finding, tried, others, 'the rest')}`;
    return { parts, to, note, evidence: toEvidence(tried, others) };
  }

  #judgeChange({ now, failsElsewhere }: RolloutScene): TakenBack | undefined {
    const condemned = this.#watch.judge(now);
    if (condemned === undefined) return undefined;
    const { names: parts, before: to, verdict } = condemned;
    const { finding, tried, others } = verdict;
    if (finding.is === 'harmful' && finding.because !== 'oom' && failsElsewhere) return undefined;
    const note = `since it changed, ${tellFinding(finding, tried, others, 'the time before')}`;
    return { parts, to, note, evidence: toEvidence(tried, others) };
  }
}

/** Two workers have no half: one that tries is half of them. */
const hasHalf = (candidates: number): boolean =>
  countCanaries('half', candidates) > countCanaries('first', candidates);
