import { KNOBS, type TuningDecision } from '@ag06/contracts/tuning';
import type { GaugeRow, MetricBook } from '@ag06/telemetry';
import type { TunedAgent } from './tuned-agent.ts';
import type { TuningWatcher } from './tuning-watcher.ts';

export type TuningBook = Pick<
  MetricBook,
  | 'tuningSetting'
  | 'tuningDecisions'
  | 'tuningMode'
  | 'tuningFrozen'
  | 'tuningCanaries'
  | 'tuningRollbacks'
  | 'tuningCredit'
  | 'tuningValue'
  | 'experimentRunning'
  | 'experimentObservations'
  | 'experimentDifference'
>;

/** Of agents at rest nothing changes, so all of them are told once in so many milliseconds. */
const TELL_EVERY_MS = 5_000;

/** The metrics of what a leading optimizer decides. */
export class TuningMetrics implements TuningWatcher {
  readonly #book: TuningBook;
  #toldAt = 0;

  constructor(book: TuningBook) {
    this.#book = book;
  }

  decided(agent: string, { to, reason, mode }: TuningDecision): void {
    for (const setting of Object.keys(to)) {
      this.#book.tuningDecisions.at(agent, setting, reason, mode).add(1);
      if (reason === 'ROLLBACK') this.#book.tuningRollbacks.at(agent, setting).add(1);
    }
  }

  observe(told: Iterable<TunedAgent>, now: number): void {
    if (now < this.#toldAt + TELL_EVERY_MS) return;
    this.#toldAt = now;
    const agents = [...told];
    this.#observeTrials(agents);
    const settings: GaugeRow<readonly ['agent', 'setting']>[] = [];
    const modes: GaugeRow<readonly ['agent', 'mode']>[] = [];
    const frozen: GaugeRow<readonly ['agent']>[] = [];
    const canaries: GaugeRow<readonly ['agent']>[] = [];
    const credit: GaugeRow<readonly ['agent']>[] = [];
    const values: GaugeRow<readonly ['agent', 'kind']>[] = [];
    for (const { name, plan, frozen: why, tuner, canaries: trying } of agents) {
      if (plan === undefined) continue;
      modes.push([1, name, plan.mode]);
      if (plan.mode === 'off') continue;
      frozen.push([(why ?? plan.frozen) === undefined ? 0 : 1, name]);
      canaries.push([trying, name]);
      for (const knob of KNOBS) {
        const value = tuner.wanted[knob];
        if (value !== undefined) settings.push([value ?? 0, name, knob]);
      }
      const status = tuner.status(now);
      if (status === undefined) continue;
      if (status.credit !== null) credit.push([status.credit, name]);
      if (status.measured !== null) values.push([status.measured, name, 'measured']);
      if (status.predicted !== null) values.push([status.predicted, name, 'predicted']);
    }
    this.#book.tuningSetting.replace(settings);
    this.#book.tuningMode.replace(modes);
    this.#book.tuningFrozen.replace(frozen);
    this.#book.tuningCanaries.replace(canaries);
    this.#book.tuningCredit.replace(credit);
    this.#book.tuningValue.replace(values);
  }

  #observeTrials(agents: readonly TunedAgent[]): void {
    const running: GaugeRow<readonly ['agent', 'assignment']>[] = [];
    const observations: GaugeRow<readonly ['agent']>[] = [];
    const differences: GaugeRow<readonly ['agent', 'bound']>[] = [];
    for (const { name, trial } of agents) {
      if (trial === undefined) continue;
      const { count, mean, interval } = trial.view();
      running.push([trial.isPaused ? 0 : 1, name, trial.document.assignment]);
      observations.push([count, name]);
      if (interval === undefined) continue;
      differences.push([mean, name, 'mean'], [interval[0], name, 'low'], [interval[1], name, 'high']);
    }
    this.#book.experimentRunning.replace(running);
    this.#book.experimentObservations.replace(observations);
    this.#book.experimentDifference.replace(differences);
  }

  /** Called when this optimizer does not lead. */
  follow(): void {
    this.#toldAt = 0;
    this.#observeTrials([]);
    for (const family of [this.#book.tuningSetting, this.#book.tuningMode]) family.replace([]);
    for (const family of [this.#book.tuningFrozen, this.#book.tuningCredit, this.#book.tuningCanaries])
      family.replace([]);
    this.#book.tuningValue.replace([]);
  }
}
