import { setTimeout as delay } from 'node:timers/promises';
import { isTerminal, ToldRun } from './api.ts';
import { monotonicMs } from './clock.ts';
import type { SentSignal, Steering } from './history.ts';
import type { HttpClient } from './http-client.ts';
import type { QueueClient } from './queue-client.ts';
import { toCancelEnd } from './submitter.ts';

const LOOK_EVERY_MS = 300;

/** A signal as it is drawn: `byCorrelation` says that its run is named by its correlation id. */
interface SignalToSend {
  readonly runId: string;
  readonly name: string;
  readonly key: string;
  readonly payload: unknown;
  readonly isQueued: boolean;
  readonly byCorrelation: { readonly correlationId: string; readonly workflow: string } | undefined;
}

/** Moves single runs that others submitted, and remembers what it was told. */
export class Steerer {
  readonly signals: SentSignal[] = [];
  readonly steerings: Steering[] = [];
  readonly healed: string[] = [];
  readonly #http: HttpClient;
  readonly #queue: QueueClient | undefined;
  readonly #heal: (runId: string) => void;

  /**
   * @param queue undefined where nobody can reach the fleet's queues: then all signals go over the API
   * @param heal is called before a run is retried whose steps are to return then
   */
  constructor(http: HttpClient, queue: QueueClient | undefined, heal: (runId: string) => void) {
    this.#http = http;
    this.#queue = queue;
    this.#heal = heal;
  }

  async signal(signal: SignalToSend): Promise<void> {
    const { runId, name, key, payload, byCorrelation } = signal;
    const from = monotonicMs();
    if (signal.isQueued && this.#queue !== undefined) {
      const isThere = await this.#queue.add({ ...(byCorrelation ?? { runId }), name, payload, key });
      const end = isThere ? 'acknowledged' : 'unknown';
      this.signals.push({ runId, name, key, payload, isQueued: true, end, from, to: monotonicMs() });
      return;
    }
    const { answer } = await this.#http.insist({
      method: 'POST',
      path: byCorrelation === undefined ? `/v1/runs/${runId}/signals/${name}` : `/v1/signals/${name}`,
      body: byCorrelation === undefined ? payload : { ...byCorrelation, payload },
      headers: { 'idempotency-key': key },
    });
    // By a correlation id, a run that has ended is no run.
    const isGone = byCorrelation !== undefined && answer?.status === 404;
    const end = isGone ? 'too late' : toCancelEnd(answer?.status);
    this.signals.push({ runId, name, key, payload, end, from, to: monotonicMs() });
  }

  async steer(runId: string, does: Steering['does']): Promise<void> {
    const from = monotonicMs();
    const { answer } = await this.#http.insist({ method: 'POST', path: `/v1/runs/${runId}/${does}` });
    // What is not built yet is no promise that was broken.
    const end = answer?.status === 501 ? 'too late' : toCancelEnd(answer?.status);
    this.steerings.push({ runId, does, end, from, to: monotonicMs() });
  }

  /** Waits for the end of a run that is to fail, and retries it once it can come through. */
  async retryOnceFailed(runId: string, withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      await delay(LOOK_EVERY_MS);
      const answer = await this.#http.send({ method: 'GET', path: `/v1/runs/${runId}` });
      if (answer?.status !== 200) continue;
      const { status } = ToldRun.parse(answer.body);
      if (!isTerminal(status)) continue;
      if (status !== 'failed') return;
      this.#heal(runId);
      this.healed.push(runId);
      await this.steer(runId, 'retry');
      return;
    }
  }
}
