import {
  type AgentFigures,
  decodeSampleBatch,
  type FiguresReport,
  type Sample,
  type SampleBatch,
  type TuningSettings,
  type WorkerSecond,
} from '@ag06/contracts';
import type { StoredBatch } from '@ag06/store';
import { createTuner, type ObservedSample, type Tuner } from '@ag06/tuning';
import type { FleetModel } from './fleet-model.ts';

/** A worker silent for this long does not send a batch again. */
const FORGET_WORKER_MS = 3_600_000;
/** How long a worker's second counts as the present. */
const PRESENT_MS = 3_000;

/** The statistics of agents, from batches of samples. The same batches always give the same statistics. */
export class FleetKnowledge {
  readonly #tuners = new Map<string, Tuner>();
  readonly #numbers: Map<string, readonly [number: number, at: number]>;
  readonly #present = new Map<string, { readonly at: number; readonly second: WorkerSecond }>();
  readonly #model: FleetModel | undefined;
  #cursor: string | undefined;
  #dropped: number;
  #unreadable: number;

  constructor(model?: FleetModel) {
    this.#model = model;
    this.#cursor = model?.cursor ?? undefined;
    this.#numbers = new Map(Object.entries(model?.numbers ?? {}));
    this.#dropped = model?.dropped ?? 0;
    this.#unreadable = model?.unreadable ?? 0;
    for (const agent of Object.keys(model?.agents ?? {})) this.tunerOf(agent);
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  tunerOf(agent: string, own: TuningSettings = {}): Tuner {
    const known = this.#tuners.get(agent);
    if (known !== undefined) return known;
    const model = this.#model?.agents[agent];
    const tuner = createTuner({
      agent,
      bounds: {},
      static: own,
      ...(model !== undefined && { model }),
    });
    this.#tuners.set(agent, tuner);
    return tuner;
  }

  /** Counts a batch in, unless it was sent a second time. */
  take({ cursor, at, text }: StoredBatch): void {
    this.#cursor = cursor;
    const batch = decodeSampleBatch(text);
    if (batch === undefined) {
      this.#unreadable++;
      return;
    }
    const [last = 0] = this.#numbers.get(batch.worker) ?? [];
    if (batch.number <= last) return;
    this.#numbers.set(batch.worker, [batch.number, at]);
    this.#dropped += batch.dropped;
    this.#observe(batch, at);
  }

  #observe(batch: SampleBatch, at: number): void {
    const second = batch.seconds.at(-1);
    if (second !== undefined) this.#present.set(batch.worker, { at, second });
    for (const [agent, samples] of Map.groupBy(batch.samples, (sample) => sample.agent)) {
      this.tunerOf(agent).observe({ t: at / 1_000, samples: samples.map(toObserved) });
    }
  }

  report(leader: string, fence: number, now: number): FiguresReport {
    const agents = [...this.#tuners].map(([agent, tuner]): [string, AgentFigures] => [
      agent,
      { ...tuner.figures(now / 1_000), ...this.#loadOf(agent, now) },
    ]);
    return {
      at: now,
      leader,
      fence,
      dropped: this.#dropped,
      unreadable: this.#unreadable,
      agents: Object.fromEntries(agents),
    };
  }

  export(now: number): FleetModel {
    for (const [worker, [, at]] of this.#numbers) {
      if (at >= now - FORGET_WORKER_MS) continue;
      this.#numbers.delete(worker);
      this.#present.delete(worker);
    }
    const agents = [...this.#tuners].map(([agent, tuner]) => [agent, tuner.export()]);
    return {
      schema: 1,
      cursor: this.#cursor ?? null,
      dropped: this.#dropped,
      unreadable: this.#unreadable,
      numbers: Object.fromEntries([...this.#numbers].map(([worker, [number, at]]) => [worker, [number, at]])),
      agents: Object.fromEntries(agents),
    };
  }

  #loadOf(agent: string, now: number): Pick<AgentFigures, 'inflight' | 'limit'> {
    let [inflight, limit] = [0, 0];
    for (const { at, second } of this.#present.values()) {
      if (at < now - PRESENT_MS) continue;
      inflight += second.agents[agent]?.inflight ?? 0;
      limit += second.agents[agent]?.limit ?? 0;
    }
    return { inflight, limit };
  }
}

const toObserved = (sample: Sample): ObservedSample => ({
  t: sample.t / 1_000,
  jobId: sample.runId,
  priority: sample.priority,
  size: sample.sizeBucket,
  waitMs: sample.waitMs,
  durMs: sample.durMs,
  outcome: sample.outcome,
  attempt: sample.attempt,
  hedge: sample.hedge,
  configVersion: sample.configVersion,
  inflightAtStart: sample.inflightAtStart,
});
