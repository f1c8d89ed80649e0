import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery, DeliveryEnd } from '@ag06/broker';
import { type Activation, Refusal, toBlockReason, toJobKey, unitOf } from '@ag06/contracts';
import type { ClaimAnswer } from '@ag06/protocol';
import type { Call } from '@ag06/resilience';
import { CommitRefused, contextOfClaim, drive, faultPoint, type RunContext } from '@ag06/runtime';
import type { Reservations } from '../eager/reservations.ts';
import { toBlockDetail } from '../guard/block-detail.ts';
import { type Hold, toHoldDetail } from '../guard/pauses.ts';
import { guardOf, type StepGuard } from '../guard/step-guard.ts';
import type { Parts } from '../parts.ts';
import { Refusals } from '../settle/refusals.ts';
import { RunWork } from '../settle/run-work.ts';
import { JobTrace } from '../trace/job-trace.ts';
import { forgetWatchdog } from './give-up-claim.ts';
import type { JobInHand } from './job-in-hand.ts';
import { takePlace } from './take-place.ts';

/** How long a worker waits for a step that is not due yet. Beyond this, its job is delayed again. */
const WAIT_FOR_DUE_MS = 1_000;
const DONE: DeliveryEnd = { end: 'done' };
const HAND_BACK: DeliveryEnd = { end: 'delay', delayMs: 0 };

/**
 * One job in hand: claims its step, runs it, commits its outcome and continues with what the commit granted, until it
 * holds nothing and every enqueue is acknowledged. A newer delivery of the same job in this process joins it, and
 * running handlers get the new tokens.
 */
export class JobSession {
  readonly #parts: Parts;
  readonly #activation: Activation;
  readonly #agent: string;
  readonly #job: JobInHand;
  readonly #work: RunWork;
  /** The guard before the claim. It is a hint, like the activation; the plan decides after the claim. */
  readonly #guard: StepGuard | undefined;
  /** Its places in the gate. */
  readonly #leaves = new Set<() => void>();
  /** How many of its results wait for the store. */
  #waiting = 0;
  #endWaiting: () => void = () => {};
  #delivery: Delivery;
  #context: RunContext | undefined;
  /** The permit of the job's own step, until that begins. */
  #call: Call | undefined;
  /** The obstacle of the own step, as of its last claim. */
  #hold: Hold | undefined;
  /** Set when the job's own step was given back to this job. */
  #end: DeliveryEnd = DONE;

  constructor(parts: Parts, delivery: Delivery, activation: Activation) {
    this.#parts = parts;
    this.#delivery = delivery;
    this.#activation = activation;
    this.#agent = delivery.agent;
    const unit = unitOf(activation);
    const jobKey = toJobKey(unit, activation.dispatch);
    this.#job = {
      unit,
      attempt: activation.attempt,
      dispatch: activation.dispatch,
      refusals: new Refusals(unit, activation.attempt, activation.refusals),
      agent: delivery.agent,
      trace: JobTrace.of(delivery, activation),
      issuer: () => ({ worker: parts.workerId, job: jobKey, delivery: this.#delivery.delivery }),
      dueSince: createDueSince(unit, delivery),
      handBack: () => {
        this.#end = HAND_BACK;
      },
      resultWaits: () => this.#resultWaits(),
      takeCall: (dependency) => this.#takeCall(dependency),
    };
    const agent = parts.agents.get(delivery.agent);
    this.#guard = agent && guardOf(agent, activation.dependency, parts.settings.of(agent.name).breaker);
    this.#work = new RunWork(parts, this.#job);
  }

  /** Handles the delivery for which the session was created. */
  run(): Promise<DeliveryEnd> {
    const { trace } = this.#job;
    return trace === undefined ? this.#run() : trace.endWith(this.#run());
  }

  async #run(): Promise<DeliveryEnd> {
    const place = await takePlace(this.#parts, this.#agent);
    if (place === undefined) return HAND_BACK;
    const reserved = this.#work.openSlots();
    reserved.add(this.#agent, place.release, place.permit);
    try {
      await this.#claimAndCarryOut(reserved, true);
    } catch (error) {
      if (!(error instanceof CommitRefused)) throw error;
      await this.#setAside(error);
    } finally {
      reserved.releaseAll();
      this.#passCall();
    }
    faultPoint('complete.before');
    return this.#end;
  }

  /** A result of the job waits for the store: the job leaves the gate, and its consumer takes another one meanwhile. */
  #resultWaits(): () => void {
    for (const leave of this.#leaves) leave();
    if (this.#waiting++ === 0) this.#endWaiting = this.#parts.waitingJobs.enter(this.#agent);
    return () => {
      if (--this.#waiting === 0) this.#endWaiting();
    };
  }

  /** Handles a newer delivery of the job while `run` is under way: running handlers get its tokens. */
  async join(delivery: Delivery): Promise<void> {
    this.#delivery = delivery;
    await this.#claimAndCarryOut(this.#work.openSlots(), false);
  }

  async #claimAndCarryOut(reserved: Reservations, asksBreaker: boolean): Promise<void> {
    let isAlone = false;
    for (;;) {
      const entered = asksBreaker ? this.#enter() : undefined;
      const reason = entered instanceof Promise ? await entered : entered;
      const leave = isAlone ? await this.#parts.gate.enterAlone() : await this.#parts.gate.enter();
      this.#leaves.add(leave);
      try {
        if (this.#parts.draining.aborted && this.#work.isIdle) {
          // It waited while the worker began to stop, so another worker begins it.
          this.#end = HAND_BACK;
          return;
        }
        const sentAt = performance.now();
        faultPoint('claim.before');
        const answer = await this.#claim(isAlone, reason);
        faultPoint('claim.after');
        this.#job.trace?.noteClaim(sentAt, answer.result);
        if (asksBreaker && !isGranted(answer, this.#job.unit)) this.#passCall();
        if (answer.result === 'claimed') await this.#carryOutClaim(answer, reserved, sentAt);
        const next = await this.#afterClaim(answer);
        if (next === 'end') return;
        isAlone = next === 'alone';
      } finally {
        this.#leaves.delete(leave);
        leave();
      }
    }
  }

  /** Returns why the step must not begin now, if so. */
  #enter(): string | undefined | Promise<string | undefined> {
    const { pauses } = this.#parts;
    this.#hold = pauses.find(this.#agent);
    if (this.#hold !== undefined) return this.#hold.reason;
    return pauses.hasWorkflows ? this.#enterOfWorkflow() : this.#enterBreaker();
  }

  /** Loads the workflow of the run, which the activation does not name. Only needed while a workflow is paused. */
  async #enterOfWorkflow(): Promise<string | undefined> {
    const { pauses, runs, repeater, expired } = this.#parts;
    const load = () => runs.loadSummary(this.#activation.runId);
    const run = await repeater.untilAnswered('read', load, expired);
    this.#hold = pauses.find(this.#agent, run?.meta.workflow);
    return this.#hold?.reason ?? this.#enterBreaker();
  }

  #enterBreaker(): string | undefined | Promise<string | undefined> {
    const guard = this.#guard;
    if (guard === undefined || this.#call !== undefined) return undefined;
    const keep = (call: Call | undefined) => {
      this.#call = call;
      return call === undefined ? toBlockReason(guard.dependency) : undefined;
    };
    const entered = this.#parts.breakers.enter(guard.dependency, guard.settings);
    return entered instanceof Promise ? entered.then(keep) : keep(entered);
  }

  #takeCall(dependency: string): Call | undefined {
    const call = this.#call;
    if (call?.dependency !== dependency) return undefined;
    this.#call = undefined;
    return call;
  }

  #passCall(): void {
    if (this.#call !== undefined) this.#parts.breakers.pass(this.#call);
    this.#call = undefined;
  }

  #describeBlock(): string | undefined {
    if (this.#hold !== undefined) return toHoldDetail(this.#hold);
    return this.#guard && toBlockDetail(this.#parts.breakers.lastErrorOf(this.#guard.dependency));
  }

  #claim(isAlone: boolean, reason: string | undefined): Promise<ClaimAnswer> {
    const { runId, attempt, dispatch } = this.#activation;
    const command = {
      kind: 'claim',
      id: this.#parts.createId(),
      runId,
      issuer: this.#job.issuer(),
      unit: this.#job.unit,
      attempt,
      dispatch,
      idle: isAlone || this.#parts.gate.isIdleBut(1),
      obstacle: reason,
      ...(reason !== undefined && { obstacleDetail: this.#describeBlock() }),
    } as const;
    const { runs, repeater, expired } = this.#parts;
    return repeater.untilAnswered('claim', () => runs.apply(command), expired);
  }

  async #afterClaim(answer: ClaimAnswer): Promise<'end' | 'again' | 'alone'> {
    switch (answer.result) {
      case 'claimed':
        return answer.again ? 'again' : 'end';
      case 'alone':
        return 'alone';
      case 'early':
        if (answer.waitMs <= WAIT_FOR_DUE_MS) {
          await this.#wait(answer.waitMs);
          return 'again';
        }
        this.#end = { end: 'delay', delayMs: answer.waitMs };
        return 'end';
      case 'unknown':
        if (this.#parts.unknownRunWaitMs > 0 && this.#delivery.delivery === 1) {
          this.#end = { end: 'delay', delayMs: this.#parts.unknownRunWaitMs };
          return 'end';
        }
        await this.#deadLetter('RUN_UNKNOWN');
        return 'end';
      case 'blocked':
      case 'stale':
      case 'terminal':
        return 'end';
    }
  }

  /** Ends when a drain begins. */
  async #wait(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#parts.draining }).catch(() => {});
  }

  async #deadLetter(reason: string): Promise<void> {
    const { agent, jobId } = this.#delivery;
    const { runId, step, lane, attempt, dispatch } = this.#activation;
    const data = { runId, step, ...(lane !== undefined && { lane }), attempt, dispatch };
    await this.#parts.fleet.addDeadLetter({ queue: `agent.${agent}`, jobId, reason, data });
  }

  /** Nothing of this run can be recorded, so another delivery would only call its handlers again. */
  async #setAside(error: CommitRefused): Promise<void> {
    const { runId, unit } = error;
    this.#parts.log.error({ err: error, runId, step: unit, code: error.code }, 'A run was set aside.');
    const { repeater, expired } = this.#parts;
    await repeater.untilAnswered('dead-letter', () => this.#deadLetter(error.code), expired);
    await forgetWatchdog(this.#parts, runId);
  }

  async #carryOutClaim(
    answer: Extract<ClaimAnswer, { result: 'claimed' }>,
    reserved: Reservations,
    sentAt: number,
  ): Promise<void> {
    const { tenant, workflow, version } = answer.meta;
    const plan = await this.#parts.plans.load(tenant, workflow, version);
    if (plan === undefined)
      throw new Refusal(500, 'WORKFLOW_MISSING', `The store has no workflow ${workflow}@${version}.`);
    this.#context ??= contextOfClaim(this.#activation.runId, answer, plan);
    this.#job.trace?.begin(this.#context);
    await drive(this.#work.driver, this.#context, answer, reserved, sentAt);
  }
}

const isGranted = (answer: ClaimAnswer, unit: string): boolean =>
  answer.result === 'claimed' && answer.grants.some((grant) => grant.unit === unit);

/** Only the first attempt of a job waited with it. */
function createDueSince(own: string, { dueAt }: Delivery): JobInHand['dueSince'] {
  let dueSince: number | undefined = performance.now() - Math.max(0, Date.now() - dueAt);
  return (unit, sentAt) => {
    if (unit !== own || dueSince === undefined) return sentAt;
    const since = dueSince;
    dueSince = undefined;
    return since;
  };
}
