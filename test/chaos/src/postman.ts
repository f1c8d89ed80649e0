import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import { monotonicMs } from './clock.ts';
import type { Cancellation, Redrive, SentSignal } from './history.ts';
import type { HttpClient } from './http-client.ts';
import type { QueueClient } from './queue-client.ts';
import { listLetters } from './record-runs.ts';
import type { Submitter } from './submitter.ts';

const PAUSE_MS = 2_500;
const ASIDE_WITHIN_MS = 25_000;
const LOOK_EVERY_MS = 300;
const WELL = { ms: 0, failFirst: 0, hangFirst: 0, giveUpAt: 0 };

/** Sends signals by queue to runs that are not there yet, submits the runs, and redrives what was set aside meanwhile. */
export class Postman {
  readonly signals: SentSignal[] = [];
  readonly redrives: Redrive[] = [];
  readonly #queue: QueueClient;
  readonly #http: HttpClient;
  readonly #submitter: Submitter;
  readonly #random: Random;

  constructor(queue: QueueClient, http: HttpClient, submitter: Submitter, random: Random) {
    this.#queue = queue;
    this.#http = http;
    this.#submitter = submitter;
    this.#random = random;
  }

  /** Until `over` aborts, and what was begun is done. */
  async work(over: AbortSignal): Promise<void> {
    for (let i = 0; !over.aborted; i++) {
      await this.#sendEarly(`early-${this.#random.seed}-${i}`, this.#random.chance(0.5) ? 2 : 1);
      await delay(this.#random.int(2 * PAUSE_MS), undefined, { signal: over }).catch(() => {});
    }
  }

  async #sendEarly(correlationId: string, redrives: number): Promise<void> {
    const key = `key-${correlationId}`;
    const payload = { key };
    const from = monotonicMs();
    const data = { correlationId, workflow: 'posted', name: 'go', payload, key };
    const note = (runId: string, end: SentSignal['end']) =>
      this.signals.push({ runId, name: 'go', key, payload, isQueued: true, end, from, to: monotonicMs() });
    // What nobody acknowledged may be there all the same.
    if (!(await this.#queue.add(data))) return void note('', 'unknown');
    const letter = await this.#findLetter(key);
    const orders = { go: WELL, b: WELL };
    const input = { go: true, orders, lists: {} };
    const body = { workflow: 'posted', input, priority: 'normal', delayMs: 0, tags: [] };
    const end = await this.#submitter.submit(body, key, correlationId);
    if (letter === undefined || end.is !== 'acknowledged')
      return void note(end.is === 'acknowledged' ? end.runId : '', 'unknown');
    const { runId } = end;
    const ends = await Promise.all(Array.from({ length: redrives }, () => this.#redrive(letter)));
    this.redrives.push({ letter, runId, key, ends });
    note(runId, 'acknowledged');
  }

  async #findLetter(key: string): Promise<string | undefined> {
    const until = performance.now() + ASIDE_WITHIN_MS;
    while (performance.now() < until) {
      const letters = await listLetters((path) => this.#http.send({ method: 'GET', path })).catch(() => []);
      const letter = letters.find((one) => one.key === key);
      if (letter !== undefined) return letter.id;
      await delay(LOOK_EVERY_MS);
    }
    return undefined;
  }

  async #redrive(letter: string): Promise<Cancellation['end']> {
    const { answer, isAnyTryLost } = await this.#http.insist({
      method: 'POST',
      path: `/v1/dead-letters/${letter}/redrive`,
    });
    if (answer?.status === 404) return isAnyTryLost ? 'unknown' : 'too late';
    if (answer === undefined || answer.status >= 500) return 'unknown';
    return answer.status < 300 ? 'acknowledged' : 'refused';
  }
}
