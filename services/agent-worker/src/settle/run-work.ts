import { Refusal } from '@ag06/contracts';
import { callingStepOf } from '@ag06/engine';
import type { Grant } from '@ag06/protocol';
import type { Release } from '@ag06/resilience';
import { type Driver, drive, type Executor, type RunContext } from '@ag06/runtime';
import { toLogIds } from '@ag06/telemetry';
import type { Attempt } from '../attempt/attempt.ts';
import { Execution } from '../attempt/execution.ts';
import { perform } from '../attempt/perform.ts';
import type { JobInHand } from '../claim/job-in-hand.ts';
import { Reservations } from '../eager/reservations.ts';
import { Stretch } from '../eager/stretch.ts';
import type { Parts } from '../parts.ts';
import { countStart } from './count-work.ts';
import { giveBack } from './give-back.ts';
import { JobDriver } from './job-driver.ts';
import { type Settled, settle } from './settle.ts';

/** A step that is to begin. `sentAt`: `performance.now()` before the command was sent that granted it. */
type Granted = Pick<Attempt, 'context' | 'step' | 'agent' | 'grant'> & { readonly sentAt: number };

/** The work of one job: executes granted steps, and continues with the steps that their commits grant. */
export class RunWork implements Executor {
  readonly driver: Driver;
  readonly #parts: Parts;
  readonly #job: JobInHand;
  readonly #stretch: Stretch;
  readonly #executions = new Map<string, Execution>();

  constructor(parts: Parts, job: JobInHand) {
    this.#parts = parts;
    this.#job = job;
    this.#stretch = new Stretch(parts);
    this.driver = new JobDriver(parts, job, this);
  }

  /** Whether no handler runs for this job. */
  get isIdle(): boolean {
    return this.#executions.size === 0;
  }

  openSlots(): Reservations {
    return new Reservations(this.#parts, this.#stretch);
  }

  /** Gives the new token to a step that already runs here; starts any other. */
  execute(context: RunContext, grant: Grant, slots: Reservations, sentAt: number): Promise<void> {
    const running = this.#executions.get(grant.unit);
    if (running !== undefined) {
      running.renew({ grant, sentAt });
      return DONE;
    }
    const step = callingStepOf(context.plan, grant.unit);
    if (step === undefined) return Promise.reject(missingStep(grant.unit));
    for (const [field, text] of grant.values) context.values.set(field, text);
    const agent = this.#parts.agents.get(step.agent);
    // The step that the activation names must belong to the queue it came from.
    const isOurs = grant.unit !== this.#job.unit || step.agent === this.#job.agent;
    if (agent === undefined || !isOurs) return giveBack(this.driver, this.#job, context, grant, false);
    const slot = slots.take(step.agent);
    const granted: Granted = { context, step, agent, grant, sentAt };
    return slot === undefined ? this.#runInTurn(granted) : this.#run(this.#createAttempt(granted, slot));
  }

  async #runInTurn(granted: Granted): Promise<void> {
    const { rates, slots, expired } = this.#parts;
    const { context, grant, step } = granted;
    let slot: Release | undefined;
    try {
      await rates.take(step.agent, expired);
      slot = await slots.get(step.agent)?.acquire(expired);
    } catch {
      // The drain is over before its turn came.
      return giveBack(this.driver, this.#job, context, grant, true);
    }
    await this.#run(this.#createAttempt(granted, slot));
  }

  #createAttempt({ context, step, agent, grant, sentAt }: Granted, slot: Release | undefined): Attempt {
    const inForce = this.#parts.settings.ofRun(step.agent, context.runId);
    const slots = this.openSlots();
    if (slot !== undefined) slots.add(step.agent, slot);
    const execution = new Execution(
      context.runId,
      grant,
      sentAt,
      step.timeoutMs ?? inForce.settings.timeoutMs ?? agent.timeoutMs,
      this.#job.dueSince(grant.unit, sentAt),
    );
    return {
      parts: this.#parts,
      job: this.#job,
      driver: this.driver,
      context,
      step,
      agent,
      grant,
      execution,
      inForce,
      slots,
      own: context,
      call: undefined,
    };
  }

  async #run(attempt: Attempt): Promise<void> {
    const { parts, context, grant, execution, slots } = attempt;
    const leave = parts.gate.enterNow();
    this.#executions.set(grant.unit, execution);
    parts.live.add(execution);
    try {
      countStart(parts.book, attempt, this.#stretch.count(grant.item !== undefined));
      const observed = await perform(attempt);
      if (observed.status === 'aborted') return await this.#abandon(attempt, leave);
      const settled = await settle(attempt, observed, leave);
      this.#forget(execution);
      leave();
      if (settled.answer.result === 'refused') await this.#logLate(context, settled);
      else await drive(this.driver, context, settled.answer, slots, settled.sentAt);
    } finally {
      parts.live.delete(execution);
      this.#forget(execution);
      slots.releaseAll();
      leave();
    }
  }

  /** Removes an execution, so that another grant of its unit starts it again. */
  #forget(execution: Execution): void {
    if (this.#executions.get(execution.unit) === execution) this.#executions.delete(execution.unit);
  }

  /** Commits nothing for an attempt that was stopped. */
  async #abandon({ context, execution, slots }: Attempt, leave: () => void): Promise<void> {
    this.#forget(execution);
    const renewal = execution.renewalSinceFenced;
    if (renewal !== undefined) {
      // A newer delivery brought a newer token after the attempt was stopped for its older one: nobody else has the
      // unit.
      leave();
      await this.execute(context, renewal.grant, slots, renewal.sentAt);
    } else if (execution.cause === 'expired')
      await giveBack(this.driver, this.#job, context, execution, true);
    else if (execution.cause !== 'run-over') await this.driver.onTakenOver?.(context, execution);
  }

  /** Its run is over, or somebody else holds the unit. */
  async #logLate(context: RunContext, { answer, guard }: Settled): Promise<void> {
    if (answer.result !== 'refused') return;
    const { runId, meta } = context;
    const { reason } = answer;
    const ids = { ...toLogIds({ runId, ...meta }), step: guard.unit };
    this.#parts.log.warn({ ...ids, reason }, 'A result came too late.');
    if (reason === 'guard') await this.driver.onTakenOver?.(context, guard);
  }
}

const missingStep = (unit: string): Refusal =>
  new Refusal(500, 'WORKFLOW_UNREADABLE', `The workflow has no step ${unit}, which its run does.`);

const DONE = Promise.resolve();
