import type { AgentContext } from '@ag06/agent-kit';

/** Events of progress in one attempt: half of what an attempt may emit. */
const EVENTS_MAX = 50;

/** Records the progress of a job as events `job.progress` of the run. The first ones count; later ones are only logged. */
export class ProgressEvents {
  readonly #context: Pick<AgentContext, 'emit' | 'log'>;
  #count = 0;

  constructor(context: Pick<AgentContext, 'emit' | 'log'>) {
    this.#context = context;
  }

  /** Never throws: progress that is too large for an event is only logged. */
  tell(progress: unknown): void {
    this.#context.log.debug('job progress', { progress });
    if (++this.#count > EVENTS_MAX) return;
    try {
      this.#context.emit('job.progress', { progress });
    } catch (error) {
      this.#context.log.warn('The progress of a job is no event of its run.', { reason: String(error) });
    }
  }
}
