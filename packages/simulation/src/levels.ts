import type { RecordedJob } from './recording.ts';

interface Edge {
  readonly at: number;
  readonly isStart: boolean;
}

/** How many attempts ran at each moment of a recording. */
export class Levels {
  readonly #ats: number[] = [];
  readonly #counts: number[] = [];
  /** The most that ran at once. */
  readonly most: number;

  constructor(jobs: readonly RecordedJob[]) {
    const edges = jobs.flatMap(({ attempts }) =>
      attempts.flatMap(({ startedAt, endedAt }): Edge[] => [
        { at: startedAt, isStart: true },
        { at: Math.max(startedAt, endedAt), isStart: false },
      ]),
    );
    // A slot that becomes free is taken within the same millisecond: ends first, unless both are of one attempt.
    edges.sort((a, b) => a.at - b.at || Number(a.isStart) - Number(b.isStart));
    let running = 0;
    let most = 0;
    for (const { at, isStart } of edges) {
      running += isStart ? 1 : -1;
      most = Math.max(most, running);
      if (this.#ats.at(-1) === at) this.#counts[this.#counts.length - 1] = running;
      else {
        this.#ats.push(at);
        this.#counts.push(running);
      }
    }
    this.most = Math.max(1, most);
  }

  /** How many ran from this moment on, at least 1. */
  at(moment: number): number {
    let [low, high] = [0, this.#ats.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ats[middle] ?? 0) <= moment) low = middle + 1;
      else high = middle;
    }
    return Math.max(1, this.#counts[low - 1] ?? 1);
  }
}
