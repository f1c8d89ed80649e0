import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '@ag06/test-support';
import type { HttpClient, HttpRequest } from './http-client.ts';
import { TUNED_AGENTS, TUNED_BOUNDS } from './tuned-agents.ts';

const PAUSE_MS = 1_500;
const HELD_MS = 2_000;
const SETTINGS = Object.keys(TUNED_BOUNDS);

/** What a person does about an agent, by the path below `/v1/tuning`. */
interface Word {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** An answer that no request of a person should have got. */
export interface WrongAnswer {
  readonly request: string;
  readonly status: number;
  readonly body: unknown;
}

/** A person who reads what the optimizers do, sets, locks, freezes and switches, all of it within the agents' bounds. */
export class TuningSteerer {
  readonly wrong: WrongAnswer[] = [];
  readonly #http: HttpClient;
  readonly #random: Random;

  constructor(http: HttpClient, random: Random) {
    this.#http = http;
    this.#random = random;
  }

  /** One thing after the other, until `over` aborts; gives everything back to the optimizer then. */
  async work(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await delay(this.#random.int(2 * PAUSE_MS), undefined, { signal: over }).catch(() => {});
      if (over.aborted) break;
      const agent = this.#random.pick(TUNED_AGENTS);
      const [word, undo] = this.#draw(agent);
      await this.#say(word);
      if (undo === undefined) continue;
      await delay(this.#random.int(HELD_MS), undefined, { signal: over }).catch(() => {});
      await this.#say(undo);
    }
    await this.#giveBack();
  }

  #draw(agent: string): readonly [Word, undo?: Word] {
    const policy = (body: object): Word => ({ method: 'PUT', path: `/${agent}/policy`, body });
    switch (this.#random.int(9)) {
      case 0:
        return [{ method: 'PUT', path: `/${agent}`, body: { settings: this.#drawSettings(), merge: true } }];
      case 1:
        return [
          { method: 'PUT', path: `/${agent}`, body: { settings: { ratePerSec: 40 }, merge: true } },
          { method: 'PUT', path: `/${agent}`, body: { merge: true, unset: ['ratePerSec'] } },
        ];
      case 2:
        return [policy({ isFrozen: true }), policy({ isFrozen: false })];
      case 3:
        return [policy({ lock: ['concurrency'], lockSeconds: 2 }), policy({ unlock: SETTINGS })];
      case 4:
        return [policy({ mode: this.#random.pick(['off', 'shadow', 'canary']) }), policy({ mode: null })];
      case 5:
        return [switchTo(true), switchTo(false)];
      case 6:
        return [{ method: 'POST', path: `/${agent}/rollback`, body: {} }, policy({ unlock: SETTINGS })];
      default:
        return [{ method: 'GET', path: this.#random.pick(['', `/${agent}`, `/${agent}/history`]) }];
    }
  }

  #drawSettings(): object {
    const { concurrency, timeoutMs, maxAttempts } = TUNED_BOUNDS;
    const between = ({ min, max }: { readonly min: number; readonly max: number }) =>
      min + this.#random.int(max - min);
    return this.#random.pick([
      { concurrency: between(concurrency) },
      { timeoutMs: between(timeoutMs), maxAttempts: between(maxAttempts) },
    ]);
  }

  async #giveBack(): Promise<void> {
    await this.#say(switchTo(false));
    for (const agent of TUNED_AGENTS) {
      const body = { mode: null, isFrozen: false, unlock: SETTINGS };
      await this.#say({ method: 'PUT', path: `/${agent}/policy`, body });
      await this.#say({ method: 'PUT', path: `/${agent}`, body: { settings: {} } });
    }
  }

  /** A busy store may refuse (503); a decision or an agent need not be there yet (404). */
  async #say({ method, path, body }: Word): Promise<void> {
    const request: HttpRequest = { method, path: `/v1/tuning${path}`, ...(body !== undefined && { body }) };
    const { answer } = await this.#http.insist(request);
    if (answer === undefined || answer.status < 300 || [404, 503].includes(answer.status)) return;
    this.wrong.push({ request: `${method} ${request.path}`, status: answer.status, body: answer.body });
  }
}

const switchTo = (isStatic: boolean): Word => ({ method: 'PUT', path: '', body: { isStatic } });
