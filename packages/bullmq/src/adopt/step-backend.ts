import type { AgentContext } from '@ag06/agent-kit';
import type { IQueueBackend, JobProgress } from 'bullmq';
import { ProgressEvents } from '../progress-events.ts';
import { unsupported } from './unsupported.ts';

/** What the steps before this one gave, under the keys that BullMQ gives to children. */
export interface Children {
  readonly values: Readonly<Record<string, unknown>>;
  /** Messages of children that failed and were ignored. */
  readonly ignored: Readonly<Record<string, string>>;
}

/**
 * Stands in for the Redis behind BullMQ's `Job`, so that the class itself can be used: progress and log lines go to the run,
 * the children are what the step was given. Everything else rejects with BULLMQ_UNSUPPORTED.
 */
export class StepBackend {
  /** How long the handler asked to be put aside, in milliseconds, by moving its job. */
  delayMs: number | undefined;
  readonly #context: Pick<AgentContext, 'log'>;
  readonly #children: Children;
  readonly #keepsData: boolean;
  readonly #progress: ProgressEvents;
  #rows = 0;

  constructor(context: Pick<AgentContext, 'emit' | 'log'>, children: Children, keepsData: boolean) {
    this.#context = context;
    this.#children = children;
    this.#keepsData = keepsData;
    this.#progress = new ProgressEvents(context);
  }

  async updateProgress(_id: string, progress: JobProgress): Promise<void> {
    this.#progress.tell(progress);
  }

  async addLog(_id: string, row: string): Promise<number> {
    this.#context.log.info(row);
    return ++this.#rows;
  }

  async updateData(): Promise<void> {
    if (!this.#keepsData) throw unsupported('updateData');
  }

  /** The worker renews the lock of its activation by itself. */
  async extendLock(): Promise<number> {
    return 1;
  }

  async getState(): Promise<'active'> {
    return 'active';
  }

  async isJobInState(state: string): Promise<boolean> {
    return state === 'active';
  }

  async moveToDelayed(_id: string, _now: number, delayMs: number): Promise<void> {
    this.delayMs = delayMs;
  }

  async moveJobFromActiveToWait(): Promise<number> {
    this.delayMs = 0;
    return 0;
  }

  /** False: there is no child that has not ended. */
  async moveToWaitingChildren(): Promise<boolean> {
    return false;
  }

  async getProcessedChildrenValues(): Promise<Record<string, string>> {
    const { values } = this.#children;
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
  }

  async getIgnoredChildrenFailures(): Promise<Record<string, string>> {
    return { ...this.#children.ignored };
  }

  async getDependencies(): ReturnType<IQueueBackend['getDependencies']> {
    const { values, ignored } = this.#children;
    return { processed: { ...values }, ignored: { ...ignored }, unprocessed: [], failed: [] };
  }

  async getDependencyCounts(_id: string, types: string[]): Promise<number[]> {
    const { values, ignored } = this.#children;
    const counts = new Map([
      ['processed', Object.keys(values).length],
      ['ignored', Object.keys(ignored).length],
    ]);
    return types.map((type) => counts.get(type) ?? 0);
  }
}

/** The backend as BullMQ's `Job` wants it: what `StepBackend` has not is a method that rejects. */
export function toQueueBackend(backend: StepBackend): IQueueBackend {
  return new Proxy(backend, {
    get(target, key) {
      const own: unknown = Reflect.get(target, key);
      if (typeof own === 'function') return own.bind(target);
      return typeof key === 'symbol' ? undefined : () => Promise.reject(unsupported(key));
    },
  }) as unknown as IQueueBackend;
}
