import type { Agent } from '@ag06/agent-kit';
import { type Failure, Refusal, stepOfUnit } from '@ag06/contracts';
import type { CollectedItems, Decision, PlanStep } from '@ag06/engine';
import type { Evaluate, Grant, Moves } from '@ag06/protocol';
import type { Release } from '@ag06/resilience';
import {
  collectItems,
  evaluationFault,
  faultPoint,
  type ReadResult,
  type RunContext,
  readUnread,
  removeObsolete,
  sendActivations,
  toActivations,
} from '@ag06/runtime';
import { toLogIds } from '@ag06/telemetry';
import { type Attempted, attemptStep } from '../attempt/attempt-step.ts';
import { Execution } from '../attempt/execution.ts';
import { toTerminal, toUnread } from '../attempt/to-unread.ts';
import type { JobInHand } from '../claim/job-in-hand.ts';
import { Reservations } from '../eager/reservations.ts';
import { Stretch } from '../eager/stretch.ts';
import type { Parts } from '../parts.ts';
import { untilAnswered } from './apply-until-answered.ts';
import { commitDecision, type Decided } from './commit-decision.ts';
import { countStart } from './count-work.ts';
import { type Decider, decideHeld, decideTried, reserve } from './decide-tried.ts';
import { keepDelivery } from './keep-delivery.ts';
import { keepLaneJob } from './keep-lane-job.ts';
import { settleAll } from './settle-all.ts';
import { logEvaluation, traceFailure } from './trace-failure.ts';

/** A step that runs. `own`: the run as this step alone reads it. */
interface Held {
  readonly step: PlanStep;
  readonly grant: Grant;
  readonly execution: Execution;
  readonly carried: Reservations;
  readonly own: RunContext;
}

/** Everything that one job holds of its run: runs granted steps, commits, and goes on with what commits grant. */
export class RunWork {
  readonly #parts: Parts;
  readonly #job: JobInHand;
  readonly #stretch: Stretch;
  readonly #decider: Decider;
  readonly #executions = new Map<string, Execution>();

  constructor(parts: Parts, job: JobInHand) {
    this.#parts = parts;
    this.#job = job;
    this.#stretch = new Stretch(parts);
    this.#decider = { parts, job, stretch: this.#stretch };
  }

  /** Whether no handler runs under this job. */
  get isIdle(): boolean {
    return this.#executions.size === 0;
  }

  /** Does all that a command led to; resolves when nothing of it is left. */
  carryOut(context: RunContext, moves: Moves, reserved: Reservations, sentAt: number): Promise<void> {
    const work = moves.grants.map((grant) => this.#take(context, grant, reserved, sentAt));
    reserved.releaseAll();
    for (const held of moves.evaluations) work.push(this.#evaluate(context, held));
    if (moves.enqueues.length > 0) work.push(this.#enqueue(context, moves));
    if (moves.obsolete.length > 0) work.push(removeObsolete(this.#parts, context, moves.obsolete));
    const [only] = work;
    return work.length === 1 && only !== undefined ? only : settleAll(work);
  }

  async #enqueue(context: RunContext, moves: Moves): Promise<void> {
    const isRetry = moves.enqueues.some((enqueue) => enqueue.delayMs > 0);
    faultPoint(isRetry ? 'retry.before-schedule' : 'enqueue.before');
    const from = { parent: this.#job.trace?.parent };
    const activations = toActivations(context, moves.enqueues, this.#parts.epoch(), from);
    await sendActivations(this.#parts.broker, activations);
    faultPoint(isRetry ? 'retry.after-schedule' : 'enqueue.after');
  }

  /** A step that was granted: one that runs here already goes on under its new token, any other starts. */
  #take(context: RunContext, grant: Grant, reserved: Reservations, sentAt: number): Promise<void> {
    const running = this.#executions.get(grant.unit);
    if (running !== undefined) {
      running.token = grant.token;
      running.tokenSince = sentAt;
      running.renewal = { grant, sentAt };
      return DONE;
    }
    const step = context.plan.steps.get(stepOfUnit(grant.unit));
    if (step === undefined)
      return Promise.reject(
        new Refusal(
          500,
          'WORKFLOW_UNREADABLE',
          `The workflow has no step ${grant.unit}, which its run does.`,
        ),
      );
    for (const [field, text] of grant.values) context.values.set(field, text);
    const agent = this.#parts.agents.get(step.agent);
    if (agent === undefined || !this.#isOurs(step, grant))
      return this.#giveBack(context, grant.unit, grant.token, false);
    const slot = reserved.take(step.agent);
    if (slot !== undefined) return this.#execute(context, step, agent, grant, sentAt, slot);
    return this.#executeInTurn(context, step, agent, grant, sentAt);
  }

  async #executeInTurn(
    context: RunContext,
    step: PlanStep,
    agent: Agent,
    grant: Grant,
    sentAt: number,
  ): Promise<void> {
    const slot = await this.#parts.slots.get(step.agent)?.acquire(this.#parts.expired);
    await this.#execute(context, step, agent, grant, sentAt, slot);
  }

  /** The step that the activation names must belong to the queue it came from. */
  #isOurs(step: PlanStep, { unit }: Grant): boolean {
    return unit !== this.#job.unit || step.agent === this.#job.agent;
  }

  async #execute(
    context: RunContext,
    step: PlanStep,
    agent: Agent,
    grant: Grant,
    sentAt: number,
    slot: Release | undefined,
  ): Promise<void> {
    const { settings } = this.#parts.settings.of(step.agent);
    const timeoutMs = step.timeoutMs ?? settings.timeoutMs ?? agent.timeoutMs;
    const execution = new Execution(
      context.runId,
      grant.unit,
      grant.token,
      sentAt,
      timeoutMs,
      this.#job.dueSince(grant.unit, sentAt),
    );
    const leave = this.#parts.gate.enterNow();
    this.#executions.set(grant.unit, execution);
    this.#parts.live.add(execution);
    const carried = new Reservations();
    if (slot !== undefined) carried.add(step.agent, slot);
    try {
      countStart(this.#parts.book, step, grant, execution, this.#stretch.count(grant.item !== undefined));
      const read = grant.unread === undefined ? undefined : await this.#readUnread(context, grant);
      if (read?.status === 'stale') execution.fence(grant.token);
      const own = read?.status === 'read' ? read.context : context;
      const tried =
        read === undefined || read.status === 'read'
          ? await attemptStep(this.#parts, this.#job, own, step, agent, grant, execution)
          : toUnread(read);
      const answer = await this.#settle(context, { step, grant, execution, carried, own }, tried);
      this.#forget(execution);
      leave();
      if (answer !== undefined) await this.carryOut(context, answer.moves, carried, answer.sentAt);
      else await this.#beginAnew(context, execution, carried);
    } finally {
      this.#parts.live.delete(execution);
      this.#forget(execution);
      carried.releaseAll();
      leave();
    }
  }

  /** From now on a grant of its unit begins anew. */
  #forget(execution: Execution): void {
    if (this.#executions.get(execution.unit) === execution) this.#executions.delete(execution.unit);
  }

  /** A newer delivery has brought a newer token to what was just stopped for its older one: nobody else has the unit. */
  async #beginAnew(context: RunContext, execution: Execution, carried: Reservations): Promise<void> {
    const renewal = execution.renewalSinceFenced;
    if (renewal !== undefined) await this.#take(context, renewal.grant, carried, renewal.sentAt);
  }

  /** Commits what came of a try; answers what it led to, or nothing if it was refused. */
  async #settle(
    context: RunContext,
    { step, grant, execution, carried, own }: Held,
    tried: Attempted,
  ): Promise<{ moves: Moves; sentAt: number } | undefined> {
    if (tried.status === 'aborted') {
      this.#forget(execution);
      if (execution.renewalSinceFenced !== undefined) return undefined;
      if (execution.cause === 'expired') await this.#giveBack(context, grant.unit, execution.token, true);
      else if (execution.cause !== 'run-over') await this.#keep(context, execution);
      return undefined;
    }
    const emitted = tried.status === 'poison' ? [] : tried.emitted;
    const settle = (decision: Decision) =>
      keepLaneJob(this.#job, grant.unit, reserve(this.#decider, context, grant.unit, decision, carried));
    const decided = settle(decideTried(context, step, grant, tried));
    const decision = traceFailure(this.#parts, own, step, grant, execution, tried, decided);
    faultPoint('outcome.before-commit');
    const instead = (failure: Failure) => {
      const refused = { status: 'outcome', outcome: toTerminal(failure), emitted: [] } as const;
      return settle(decideTried(context, step, grant, refused));
    };
    const settled = await this.#commitHeld(context, execution, { decision, emitted, instead });
    faultPoint('outcome.after-commit');
    if (settled !== undefined && settled.moves.grants.length > 0) faultPoint('eager.after-claim');
    return settled;
  }

  async #commitHeld(
    context: RunContext,
    execution: Execution,
    decided: Omit<Decided, 'guard'>,
  ): Promise<{ moves: Moves; sentAt: number } | undefined> {
    for (;;) {
      const { unit, token } = execution;
      const sentAt = performance.now();
      const guard = { on: 'token', unit, token } as const;
      const answer = await commitDecision(this.#parts, this.#job, context, { ...decided, guard });
      if (answer.result !== 'refused') return { moves: answer, sentAt };
      // A newer delivery may have renewed the token while the commit was under way.
      if (answer.reason === 'guard' && execution.token !== token) continue;
      const { runId, meta } = context;
      this.#parts.log.warn(
        { ...toLogIds({ runId, ...meta }), step: unit, reason: answer.reason },
        'A result came too late.',
      );
      this.#forget(execution);
      if (answer.reason === 'guard') await this.#keep(context, guard);
      return undefined;
    }
  }

  async #evaluate(context: RunContext, held: Evaluate): Promise<void> {
    for (const [field, text] of held.values) context.values.set(field, text);
    const reserved = new Reservations();
    try {
      const read = await this.#readUnread(context, held);
      if (read.status === 'stale') return;
      const items = await this.#collect(context, held);
      const settle = (decision: Decision) => reserve(this.#decider, context, held.unit, decision, reserved);
      const decision = settle(decideHeld(context, held, read, items));
      logEvaluation(this.#parts, context, held, decision);
      const sentAt = performance.now();
      const guard = { on: 'token', unit: held.unit, token: held.token } as const;
      evaluationFault(decision.change, 'before-commit');
      const instead = (failure: Failure) =>
        settle(decideHeld(context, held, { status: 'failed', failure }, undefined));
      const answer = await commitDecision(this.#parts, this.#job, context, { guard, decision, instead });
      evaluationFault(decision.change, 'after-commit');
      if (answer.result !== 'refused') await this.carryOut(context, answer, reserved, sentAt);
      else if (answer.reason === 'guard') await this.#keep(context, held);
    } finally {
      reserved.releaseAll();
    }
  }

  /** Somebody else has it by now, though this process lives. */
  #keep(context: RunContext, held: { readonly unit: string; readonly token: number }): Promise<void> {
    return keepDelivery(this.#parts, this.#job, context, held);
  }

  /** What was too large to be told with a grant. */
  #readUnread(context: RunContext, held: Grant): Promise<ReadResult> {
    return untilAnswered(() => readUnread(this.#parts.runs, context, held), NEVER);
  }

  /** The outcomes of all items, if that is what the step is held for. */
  #collect(context: RunContext, held: Evaluate): Promise<CollectedItems | undefined> {
    return untilAnswered(() => collectItems(this.#parts.runs, context.runId, held), NEVER);
  }

  /** A step that this worker holds but will not run: under the same job if it is that job's own, else anew. */
  async #giveBack(context: RunContext, unit: string, token: number, isDrain: boolean): Promise<void> {
    const underSameJob = isDrain && unit === this.#job.unit;
    if (isDrain) faultPoint('drain.before-handback');
    const decision: Decision = { change: { to: 'released', underSameJob }, next: [], end: undefined };
    const guard = { on: 'token', unit, token } as const;
    const answer = await commitDecision(this.#parts, this.#job, context, { guard, decision });
    if (answer.result === 'refused') {
      if (answer.reason === 'guard') await this.#keep(context, guard);
      return;
    }
    if (answer.enqueues.length > 0) await this.#enqueue(context, answer);
    if (isDrain) faultPoint('drain.after-handback');
  }
}

const NEVER = new AbortController().signal;
const DONE = Promise.resolve();
