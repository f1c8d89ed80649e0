import type { FiguresReport } from '@ag06/contracts/tuning';
import type { GaugeRow, MetricBook } from '@ag06/telemetry';
import { type TuningBook, TuningMetrics } from './tuning/tuning-metrics.ts';

export type OptimizerBook = TuningBook &
  Pick<
    MetricBook,
    'leader' | 'samplesRead' | 'agentAttempts' | 'agentSuccess' | 'agentDuration' | 'agentThroughput'
  >;

/** The window that counts as recent, in minutes. */
const RECENT_MINUTES = 1;

/** The metrics of an optimizer, but for what it decides. Only a leading one has metrics of agents. */
export class OptimizerMetrics {
  readonly #book: OptimizerBook;
  readonly tuning: TuningMetrics;
  /** Attempts by agent in the last report of this term; undefined before the first one. */
  #attempts: ReadonlyMap<string, number> | undefined;

  constructor(book: OptimizerBook) {
    this.#book = book;
    this.tuning = new TuningMetrics(book);
    this.follow();
  }

  /** Called when this optimizer does not lead: removes its metrics of agents. */
  follow(): void {
    this.#book.leader.replace([[0]]);
    this.#attempts = undefined;
    this.tuning.follow();
    for (const family of [this.#book.agentSuccess, this.#book.agentDuration, this.#book.agentThroughput])
      family.replace([]);
  }

  report({ agents }: FiguresReport): void {
    const { leader, samplesRead, agentAttempts, agentSuccess, agentDuration, agentThroughput } = this.#book;
    leader.replace([[1]]);
    const rows: Record<'success' | 'duration' | 'throughput', GaugeRow<readonly ['agent']>[]> = {
      success: [],
      duration: [],
      throughput: [],
    };
    for (const [agent, { attempts, windows }] of Object.entries(agents)) {
      // The counts of former leaders are in their own counters.
      const added = this.#attempts === undefined ? 0 : attempts - (this.#attempts.get(agent) ?? 0);
      agentAttempts.at(agent).add(added);
      samplesRead.at().add(added);
      const recent = windows.find(({ minutes }) => minutes === RECENT_MINUTES);
      if (recent === undefined) continue;
      rows.throughput.push([recent.perSecond, agent]);
      if (recent.successRate !== null) rows.success.push([recent.successRate, agent]);
      if (recent.duration.meanMs !== null) rows.duration.push([recent.duration.meanMs / 1_000, agent]);
    }
    agentSuccess.replace(rows.success);
    agentDuration.replace(rows.duration);
    agentThroughput.replace(rows.throughput);
    this.#attempts = new Map(Object.entries(agents).map(([agent, { attempts }]) => [agent, attempts]));
  }
}
