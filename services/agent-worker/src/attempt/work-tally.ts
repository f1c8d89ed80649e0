import type { WorkerRecord } from '@ag06/store';
import type { AttemptFacts, AttemptObserver } from './attempt-observer.ts';

type AgentWork = NonNullable<WorkerRecord['work']>[string];

/** What an agent has done since the worker started. */
interface Done {
  ended: number;
  busyMs: number;
}

/** Counts ended attempts and their time by agent, for the worker's record: from it others tell how much work comes. */
export class WorkTally implements AttemptObserver {
  readonly #done = new Map<string, Done>();

  finished({ agent, durMs, isHedge }: AttemptFacts): void {
    const done = this.#of(agent);
    // A second call beside the first is work, but no further attempt of its step.
    if (!isHedge) done.ended++;
    done.busyMs += durMs;
  }

  describe(
    slots: ReadonlyMap<string, { readonly limit: number }>,
    runningOf: (agent: string) => number,
  ): Required<Pick<WorkerRecord, 'work'>> {
    const rows = [...slots].map(([agent, { limit }]): [string, AgentWork] => {
      const { ended, busyMs } = this.#of(agent);
      return [agent, { ended, busyMs: Math.round(busyMs), running: runningOf(agent), slots: limit }];
    });
    return { work: Object.fromEntries(rows) };
  }

  #of(agent: string): Done {
    const known = this.#done.get(agent);
    if (known !== undefined) return known;
    const done = { ended: 0, busyMs: 0 };
    this.#done.set(agent, done);
    return done;
  }
}
