import { setTimeout as pause } from 'node:timers/promises';

/** A submission and what became of it. */
export interface LoadedRun {
  readonly key: string;
  readonly runId: string;
  readonly status: string;
}

const RETRY_AFTER_MS = 50;

/**
 * Callers who each submit a run, wait for its result and submit the next, at whichever dispatcher answers. What gets no
 * answer, or a 503, is asked again elsewhere with the same key.
 */
export class SteadyLoad {
  readonly ended: LoadedRun[] = [];
  /** Requests that had to be repeated. */
  repeats = 0;
  /** Those of them that got no answer at all; the others were told that the store or the dispatcher cannot for now. */
  unanswered = 0;
  readonly #urls: readonly string[];
  readonly #body: object;
  #isOn = true;
  #isAbandoned = false;
  readonly #callers: readonly Promise<void>[];

  constructor(urls: readonly string[], callers: number, body: object) {
    this.#urls = urls;
    this.#body = body;
    this.#callers = Array.from({ length: callers }, (_, n) => this.#keepCalling(n));
    // Told to who stops it.
    for (const caller of this.#callers) caller.catch(() => {});
  }

  /** Resolves when every run that was submitted has ended. */
  async stop(): Promise<readonly LoadedRun[]> {
    this.#isOn = false;
    await Promise.all(this.#callers);
    return this.ended;
  }

  /** No caller asks again; what is under way stays so. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#isOn = false;
  }

  async #keepCalling(caller: number): Promise<void> {
    for (let n = 0; this.#isOn; n++) {
      const key = `${caller}-${n}`;
      const { runId } = await this.#ask('POST', '/v1/runs', caller + n, key);
      let status = '';
      for (let turn = 0; status === '' || status === 'running'; turn++)
        ({ status } = await this.#ask('GET', `/v1/runs/${runId}/result?wait=10s`, caller + n + turn));
      this.ended.push({ key, runId, status });
    }
  }

  async #ask(method: string, path: string, from: number, key?: string) {
    for (let turn = from; ; turn++) {
      const url = this.#urls[turn % this.#urls.length];
      const response = await fetch(`${url}${path}`, {
        method,
        ...(key !== undefined && {
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify(this.#body),
        }),
      }).catch(() => undefined);
      const text = await response?.text().catch(() => undefined);
      if (response?.ok === true && text !== undefined)
        return JSON.parse(text) as { runId: string; status: string };
      if (response !== undefined && response.status !== 503 && text !== undefined)
        throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
      if (this.#isAbandoned) throw new Error('This load was abandoned.');
      this.repeats++;
      if (text === undefined) this.unanswered++;
      await pause(RETRY_AFTER_MS);
    }
  }
}
