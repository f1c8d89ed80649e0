import { Draws, scalable } from '@ag06/test-tuning';
import type { ServiceFigures, ServiceModel } from './service-model.ts';

/** What a call comes to, and after how long. */
export interface Answer {
  readonly status: 200 | 429 | 503;
  readonly afterMs: number;
}

/** A refusal and a failure take no work. */
const REFUSED_MS = 0;
const FAILED_MS = 100;
/** Of the calls during an outage. */
const OUTAGE_SHARE = 0.97;
/** Of calls that are accepted: so many seconds' worth may come at once. */
export const BURST_SECONDS = 1;

/** Decides how each call is answered. The same calls at the same times get the same answers. */
export class Service {
  readonly #model: ServiceModel;
  readonly #draws: Draws;
  readonly #slowdown: (inflight: number) => number;
  #tokens: number;
  #at = 0;
  #begunAt: number | undefined;
  #figures: ServiceFigures = { calls: 0, answered: 0, refused: 0, failed: 0, abandoned: 0, inflight: 0 };

  constructor(model: ServiceModel, seed: number) {
    this.#model = model;
    this.#draws = new Draws(seed);
    const { knee } = model;
    this.#slowdown = knee === null ? () => 1 : scalable(1, knee.contention, knee.best);
    this.#tokens = (model.acceptsPerSecond ?? 0) * BURST_SECONDS;
  }

  get figures(): ServiceFigures {
    return { ...this.#figures };
  }

  /** @param now milliseconds, of any clock that does not go back */
  begin(now: number, size: number): Answer {
    this.#begunAt ??= now;
    this.#figures.calls++;
    this.#figures.inflight++;
    const answer = this.#answer(now, (now - this.#begunAt) / 1_000, size);
    return answer;
  }

  end({ status }: Answer, isAbandoned: boolean): void {
    this.#figures.inflight--;
    if (isAbandoned) this.#figures.abandoned++;
    else if (status === 200) this.#figures.answered++;
    else if (status === 429) this.#figures.refused++;
    else this.#figures.failed++;
  }

  #answer(now: number, t: number, size: number): Answer {
    const { outages, failureShare } = this.#model;
    if (!this.#accepts(now)) return { status: 429, afterMs: REFUSED_MS };
    const share = outages.some(({ from, to }) => t >= from && t < to) ? OUTAGE_SHARE : failureShare;
    if (this.#draws.uniform() < share) return { status: 503, afterMs: FAILED_MS };
    return { status: 200, afterMs: 1_000 * this.#secondsOf(size) };
  }

  #secondsOf(size: number): number {
    const { medians, variation, slow } = this.#model;
    const factor = this.#draws.uniform() < slow.share ? slow.factor : 1;
    const median = medians[Math.min(size, medians.length - 1)] ?? 0;
    return median * this.#slowdown(this.#figures.inflight) * this.#draws.lognormal(variation) * factor;
  }

  #accepts(now: number): boolean {
    const { acceptsPerSecond: rate } = this.#model;
    if (rate === null) return true;
    this.#tokens = Math.min(rate * BURST_SECONDS, this.#tokens + ((now - this.#at) / 1_000) * rate);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
