import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import { SlotsPage } from './api.ts';
import type { KeptSchedule } from './history.ts';
import type { HttpClient } from './http-client.ts';
import type { RunInput } from './run-input.ts';

const EVERY_MS = 10_000;
const OVERLAPS = ['skip', 'queue', 'cancel'] as const;
const WORKFLOW = 'chain-3';
const PAUSE_MS = 3_000;

interface Plan {
  readonly name: string;
  readonly overlap: KeptSchedule['overlap'];
  readonly isSteered: boolean;
  readonly input: RunInput;
}

const msOf = (overlap: KeptSchedule['overlap'], isSteered: boolean): number =>
  isSteered ? 20 : overlap === 'queue' ? 3_000 : 6_000;

const order = (ms: number) => ({ ms, failFirst: 0, hangFirst: 0, giveUpAt: 0 });

/** Two of each overlap: one is left alone, one is paused and triggered. Some runs outlast a slot; those of a queue must not. */
const PLANS: readonly Plan[] = OVERLAPS.flatMap((overlap) =>
  [false, true].map((isSteered) => ({
    name: `${overlap}${isSteered ? '-steered' : ''}`,
    overlap,
    isSteered,
    input: {
      go: true,
      orders: { a: order(20), b: order(msOf(overlap, isSteered)), c: order(msOf(overlap, isSteered)) },
      lists: {},
    },
  })),
);

/** Keeps schedules: makes them, pauses and triggers some of them, and reads in the end what became of their slots. */
export class Timekeeper {
  readonly #http: HttpClient;
  readonly #random: Random;
  readonly #triggers = new Map<string, string[]>();

  constructor(http: HttpClient, random: Random) {
    this.#http = http;
    this.#random = random;
  }

  async start(): Promise<void> {
    for (const [i, { name, overlap, input }] of PLANS.entries()) {
      const from = new Date(Date.now() + 1_000 + (i * EVERY_MS) / PLANS.length).toISOString();
      const body = { workflow: WORKFLOW, input, every: EVERY_MS, from, overlap, catchUp: 'all' };
      await this.#insist('PUT', `/v1/schedules/${name}`, body);
    }
  }

  /** Until `over` aborts; no slot is decided after it. */
  async work(over: AbortSignal): Promise<void> {
    await this.#steer(over);
    for (const { name } of PLANS) await this.#insist('POST', `/v1/schedules/${name}/pause`);
  }

  async #steer(over: AbortSignal): Promise<void> {
    const steered = PLANS.filter(({ isSteered }) => isSteered);
    for (let i = 0; !over.aborted; i++) {
      await delay(this.#random.int(2 * PAUSE_MS), undefined, { signal: over }).catch(() => {});
      if (over.aborted) return;
      const { name } = this.#random.pick(steered);
      const path = `/v1/schedules/${name}`;
      if (this.#random.chance(0.6))
        await this.#trigger(name, `trigger-${i}`, this.#random.chance(0.5) ? 2 : 1);
      else {
        await this.#insist('POST', `${path}/pause`);
        await delay(this.#random.int(PAUSE_MS));
        await this.#insist('POST', `${path}/resume`);
      }
    }
  }

  async read(): Promise<KeptSchedule[]> {
    return Promise.all(
      PLANS.map(async ({ name, overlap, isSteered }) => {
        const { items } = SlotsPage.parse(await this.#insist('GET', `/v1/schedules/${name}/runs`));
        const triggers = this.#triggers.get(name) ?? [];
        return { name, everyMs: EVERY_MS, overlap, isSteered, triggers, slots: items.toReversed() };
      }),
    );
  }

  /** The same request, sent again, starts no second run. */
  async #trigger(name: string, key: string, times: number): Promise<void> {
    this.#triggers.set(name, [...(this.#triggers.get(name) ?? []), key]);
    const path = `/v1/schedules/${name}/trigger`;
    const send = () => this.#http.insist({ method: 'POST', path, headers: { 'idempotency-key': key } });
    await Promise.all(Array.from({ length: times }, send));
  }

  async #insist(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<unknown> {
    const { answer } = await this.#http.insist({ method, path, ...(body !== undefined && { body }) });
    if (answer === undefined || answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer?.status}: ${JSON.stringify(answer?.body)}`);
    return answer.body;
  }
}
