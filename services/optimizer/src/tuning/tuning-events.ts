import { DEFAULT_TENANT, type Json } from '@ag06/contracts';
import { toTuningStream } from '@ag06/contracts/tuning';
import type { EventStore } from '@ag06/store';
import type { Logger } from 'pino';

/** Events that the store has not taken: beyond it the oldest are dropped. */
const WAITING_MAX = 1_000;

export type TuningEventType =
  | 'tuning.decided'
  | 'tuning.rolled_back'
  | 'tuning.measured'
  | 'tuning.estimated'
  | 'tuning.frozen'
  | 'tuning.unfrozen'
  | 'experiment.paused'
  | 'experiment.resumed'
  | 'experiment.decided'
  | 'experiment.futile'
  | 'experiment.aborted'
  | 'experiment.promoted';

interface WaitingEvent {
  readonly agent: string;
  readonly type: TuningEventType;
  /** Unique among the events of the agent. */
  readonly id: string;
  readonly data: Json;
}

/** Appends what the optimizer does to the stream `tuning.AGENT` of the default tenant. Nothing waits for that. */
export class TuningEvents {
  readonly #events: Pick<EventStore, 'append'>;
  readonly #log: Logger;
  #waiting: readonly WaitingEvent[] = [];

  constructor(events: Pick<EventStore, 'append'>, log: Logger) {
    this.#events = events;
    this.#log = log;
  }

  add(event: WaitingEvent): void {
    this.#waiting = [...this.#waiting, event].slice(-WAITING_MAX);
  }

  /** Appends what waits. What the store does not take waits for the next call. */
  async send(): Promise<void> {
    const sent = this.#waiting;
    if (sent.length === 0) return;
    const left = new Set(sent);
    for (const event of sent) {
      if (!(await this.#append(event))) break;
      left.delete(event);
    }
    this.#waiting = this.#waiting.filter((event) => !sent.includes(event) || left.has(event));
  }

  async #append({ agent, type, id, data }: WaitingEvent): Promise<boolean> {
    const stream = toTuningStream(agent);
    if (stream === undefined) return true;
    try {
      await this.#events.append({
        tenant: DEFAULT_TENANT,
        stream,
        command: `${stream} ${id}`,
        events: [{ type, id, data: JSON.stringify(data) }],
        dedupeMs: 0,
      });
      return true;
    } catch (err) {
      this.#log.debug({ err, stream }, 'An event of tuning is appended later.');
      return false;
    }
  }
}
