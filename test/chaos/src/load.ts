import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import type { Cancellation, Submission } from './history.ts';
import { WORKFLOWS } from './workflows.ts';

const REQUEST_TIMEOUT_MS = 8_000;
const GIVE_UP_AFTER_MS = 40_000;
const RETRY_AFTER_MS = 250;

interface Answer {
  readonly status: number;
  readonly body: { readonly runId?: string };
}

/** One client of the fleet: submits, repeats, cancels, and remembers what it was told. */
export class Client {
  readonly submissions: Submission[] = [];
  readonly cancellations: Cancellation[] = [];
  readonly #urls: readonly string[];
  readonly #random: Random;
  readonly #name: string;
  #count = 0;

  constructor(name: string, urls: readonly string[], random: Random) {
    this.#name = name;
    this.#urls = urls;
    this.#random = random;
  }

  /** Goes on until `signal` aborts; ends what it began. */
  async run(signal: AbortSignal, pauseMs: number): Promise<void> {
    while (!signal.aborted) {
      await this.#submitOne();
      await delay(this.#random.int(pauseMs) + 1);
    }
  }

  async #submitOne(): Promise<void> {
    const { name } = this.#random.pick(WORKFLOWS);
    const body = {
      workflow: name,
      input: { go: this.#random.chance(0.5) },
      priority: this.#random.pick(['high', 'normal', 'low']),
    };
    const key = this.#random.chance(0.8) ? `${this.#name}-${++this.#count}` : undefined;
    const twice = key !== undefined && this.#random.chance(0.2);
    const made = await Promise.all([this.#submit(body, key), ...(twice ? [this.#submit(body, key)] : [])]);
    const runId = made[0]?.runIds[0];
    if (runId !== undefined && this.#random.chance(0.15)) await this.#cancel(runId);
  }

  async #submit(body: { readonly workflow: string }, key: string | undefined): Promise<Submission> {
    const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
    const answer = await this.#insist('/v1/runs', body, headers, key !== undefined);
    const runIds = answer?.body.runId === undefined ? [] : [answer.body.runId];
    const outcome =
      answer === undefined || answer.status >= 500
        ? 'unknown'
        : answer.status < 300
          ? 'acknowledged'
          : 'refused';
    const submission: Submission = { workflow: body.workflow, key, outcome, runIds };
    this.submissions.push(submission);
    return submission;
  }

  async #cancel(runId: string): Promise<void> {
    await delay(this.#random.int(300));
    const answer = await this.#insist(`/v1/runs/${runId}/cancel`, undefined, {}, true);
    if (answer !== undefined)
      this.cancellations.push({ runId, acknowledgedAt: Date.now(), status: answer.status });
  }

  /** Repeats what may be repeated until there is an answer that is not a 5xx, or patience ends. */
  async #insist(
    path: string,
    body: unknown,
    headers: Record<string, string>,
    mayRepeat: boolean,
  ): Promise<Answer | undefined> {
    const until = performance.now() + GIVE_UP_AFTER_MS;
    for (;;) {
      const answer = await this.#post(path, body, headers);
      if (answer !== undefined && answer.status < 500) return answer;
      if (!mayRepeat || performance.now() > until) return answer;
      await delay(RETRY_AFTER_MS);
    }
  }

  async #post(path: string, body: unknown, headers: Record<string, string>): Promise<Answer | undefined> {
    const url = `${this.#random.pick(this.#urls)}${path}`;
    const sent =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } };
    try {
      const response = await fetch(url, {
        method: 'POST',
        ...sent,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    } catch {
      return undefined;
    }
  }
}
