import { toLevel } from '@ag06/tuning';
import TinyQueue from 'tinyqueue';
import type { Job } from './job.ts';

interface Place {
  readonly key: number;
  readonly number: number;
  readonly job: Job;
}

/** Further apart than all times of a plant: strict priority. */
const STRICT_SECONDS = 1e6;

/** Jobs in the order of their arrival plus a setback for each level of priority. */
export class WaitingJobs {
  readonly #places = new TinyQueue<Place>([], (a, b) => a.key - b.key || a.number - b.number);
  readonly #depths = new Map<string, number>();
  #number = 0;

  get depth(): number {
    return this.#places.length;
  }

  depths(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#depths);
  }

  add(job: Job, ageingMs: number | null): void {
    const setback = ageingMs === null ? STRICT_SECONDS : ageingMs / 1_000;
    const key = job.arrivedAt + toLevel(job.class.priority) * setback;
    this.#places.push({ key, number: this.#number++, job });
    this.#count(job, 1);
  }

  take(): Job | undefined {
    const place = this.#places.pop();
    if (place !== undefined) this.#count(place.job, -1);
    return place?.job;
  }

  #count(job: Job, change: number): void {
    const priority = String(job.class.priority);
    this.#depths.set(priority, (this.#depths.get(priority) ?? 0) + change);
  }
}
