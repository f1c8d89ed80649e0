import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import { Problem, ToldBulk } from './api.ts';
import { monotonicMs } from './clock.ts';
import { TAGS } from './drawn-submission.ts';
import type { Bulk, Hold, Span } from './history.ts';
import type { HttpClient, HttpRequest } from './http-client.ts';
import { WORKFLOWS } from './workflows.ts';

const PAUSE_MS = 5_000;
const HELD_MS = { min: 1_000, more: 5_000 } as const;
const BULK_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 250;
const ACTIONS = ['pause', 'pause', 'cancel', 'terminate'] as const;

/** A person who pauses and resumes agents, workflows and the fleet, and moves many runs at once. */
export class Operator {
  readonly holds: Hold[] = [];
  readonly bulks: Bulk[] = [];
  readonly #http: HttpClient;
  readonly #random: Random;

  constructor(http: HttpClient, random: Random) {
    this.#http = http;
    this.#random = random;
  }

  /** One thing after the other, until `over` aborts; undoes what it began. */
  async work(over: AbortSignal): Promise<void> {
    for (let i = 0; !over.aborted; i++) {
      await delay(this.#random.int(2 * PAUSE_MS), undefined, { signal: over }).catch(() => {});
      if (over.aborted) return;
      await (i % 2 === 0 ? this.#hold() : this.#actInBulk(i));
    }
  }

  async #hold(): Promise<void> {
    const of = this.#random.pick(['agent', 'agent', 'workflow', 'fleet'] as const);
    const agent = this.#random.pick(['chaos.work', 'chaos.other']);
    const workflow = this.#random.pick(WORKFLOWS).name;
    const name = { agent, workflow, fleet: '' }[of];
    const path = of === 'fleet' ? '/v1/fleet' : `/v1/${of}s/${name}`;
    const forMs = HELD_MS.min + this.#random.int(HELD_MS.more);
    const pausing = await this.#ask({ method: 'POST', path: `${path}/pause` });
    await delay(forMs);
    const resuming = await this.#ask({ method: 'POST', path: `${path}/resume` });
    if (pausing.isDone) this.holds.push({ of, name, pausing: pausing.span, resuming: resuming.span });
  }

  async #actInBulk(number: number): Promise<void> {
    const tag = this.#random.pick(TAGS);
    const action = this.#random.pick(ACTIONS);
    const forMs = this.#random.int(HELD_MS.more);
    await this.#bulk(number, tag, action);
    if (action !== 'pause') return;
    await delay(forMs);
    await this.#bulk(number, tag, 'resume');
  }

  async #bulk(number: number, tag: string, action: Bulk['action']): Promise<void> {
    const headers = { 'idempotency-key': `bulk-${this.#random.seed}-${number}-${action}` };
    const body = { filter: { tag: [tag] }, action };
    const { span, answer } = await this.#ask({ method: 'POST', path: '/v1/runs/bulk', body, headers });
    if (answer === undefined || answer.status >= 300) {
      if (answer !== undefined && answer.status < 500)
        throw new Error(`A bulk was refused: ${Problem.parse(answer.body).code}`);
      return void this.bulks.push({ ...span, tag, action, view: undefined });
    }
    const { bulkId } = ToldBulk.pick({ bulkId: true }).parse(answer.body);
    this.bulks.push({ ...span, tag, action, view: await this.#untilFinished(bulkId) });
  }

  async #untilFinished(bulkId: string): Promise<ToldBulk | undefined> {
    const until = performance.now() + BULK_WITHIN_MS;
    for (let last: ToldBulk | undefined; ; ) {
      const answer = await this.#http.send({ method: 'GET', path: `/v1/bulk/${bulkId}` });
      if (answer?.status === 200) last = ToldBulk.parse(answer.body);
      if (last?.finishedAt !== undefined || performance.now() > until) return last;
      await delay(LOOK_EVERY_MS);
    }
  }

  async #ask(request: HttpRequest) {
    const from = monotonicMs();
    const { answer } = await this.#http.insist(request);
    const span: Span = { from, to: monotonicMs() };
    return { span, answer, isDone: answer !== undefined && answer.status < 300 };
  }
}
