import { Draws } from './draws.ts';
import type { Attempt, Job } from './job.ts';
import type { Plant, PlantSettings } from './plant.ts';
import { TokenBucket } from './token-bucket.ts';

const { imul } = Math;

const PROVIDER_BURST_SECONDS = 0.25;
const REFUSAL_SECONDS = 0.05;

/**
 * Draws how attempts go. The draw belongs to the job and the number of its attempt, so that two players of one seed meet the
 * same luck, whatever they do.
 */
export class Attempts {
  readonly #plant: Plant;
  readonly #seed: number;
  readonly #provider = new TokenBucket();

  constructor(plant: Plant, seed: number) {
    this.#plant = plant;
    this.#seed = seed;
  }

  begin(
    job: Job,
    state: {
      readonly now: number;
      readonly inflight: number;
      readonly version: number;
      readonly isHedge: boolean;
      readonly settings: PlantSettings;
    },
  ): Attempt {
    const { now, inflight, version, isHedge, settings } = state;
    if (!isHedge) job.counted++;
    job.spent++;
    const attempt: Attempt = {
      job,
      number: job.counted,
      isHedge,
      startedAt: now,
      configVersion: version,
      inflightAtStart: inflight,
      ...this.#draw(job, now, inflight, settings),
    };
    job.running.add(attempt);
    return attempt;
  }

  #draw(
    job: Job,
    now: number,
    inflight: number,
    settings: PlantSettings,
  ): Pick<Attempt, 'outcome' | 'seconds'> {
    const { providerRate, failSeconds } = this.#plant;
    if (providerRate !== undefined && !this.#provider.take(now, providerRate, PROVIDER_BURST_SECONDS))
      return { outcome: '429', seconds: REFUSAL_SECONDS };
    const draws = new Draws(
      imul(this.#seed + 17, 0x9e3779b1) ^ imul(job.number * 64 + job.spent, 0x85ebca6b),
    );
    const isBad = draws.uniform() < this.#plant.failureShare(now);
    const seconds = isBad
      ? failSeconds * draws.lognormal(0.3)
      : this.#plant.attemptSeconds(draws, inflight, Number(job.class.size), now);
    const own = settings.bySize?.[String(job.class.size)];
    const timeout = (own?.timeoutMs ?? settings.timeoutMs) / 1_000;
    if (seconds > timeout) return { outcome: 'timeout', seconds: timeout };
    return { outcome: isBad ? 'error' : 'ok', seconds };
  }
}
