import type { Broker } from '@ag06/broker';
import type { RunStatus } from '@ag06/contracts';
import type { CallingStep, Decision } from '@ag06/engine';
import type { CommitAnswer, Enqueue, EntryId, Evaluation, Grant, Issuer } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';
import type { QueueOrder } from '../priority-key.ts';
import type { Operation } from '../repeater.ts';
import type { WaitingResult } from '../result-buffer.ts';
import type { RunContext } from '../run-context.ts';

/** The ports that every process provides to move runs. */
export interface Carrier extends QueueOrder {
  readonly runs: Pick<
    RunStore,
    | 'apply'
    | 'armWakeup'
    | 'findLarge'
    | 'isHeld'
    | 'loadItems'
    | 'loadFields'
    | 'loadLarge'
    | 'measureFields'
  > &
    /** Of a process that may start child runs. */
    Partial<Pick<RunStore, 'deriveRunId' | 'loadLarge'>>;
  readonly broker: Pick<Broker, 'enqueue' | 'remove'>;
  readonly issuer: Issuer;
  readonly createId: () => string;
  /** Delivers the messages that a run has written. Without it, their wake-ups do. */
  readonly send?: (runId: string, entries: readonly EntryId[]) => void;
  /** Called when one of its commits ended a run. */
  onEnd?(context: RunContext, status: RunStatus): void;
  /** Called when the store refused a commit permanently: its unit fails. */
  onRefused?(context: RunContext, unit: string, error: unknown): void;
}

/** Drives runs: a job of a worker, or a process that executes no steps and so has no `executor`. */
export interface Driver extends Carrier {
  /** Asks the store, once or until it answers. `result`: the finished result that waits meanwhile. */
  ask<T>(operation: Operation, ask: () => Promise<T>, result?: () => WaitingResult): Promise<T>;
  /** Sends the activations of these units, now or together with others. */
  enqueue(context: RunContext, enqueues: readonly Enqueue[]): Promise<void>;
  readonly executor?: Executor;
  /** Called with the decision of an evaluation before it is committed. */
  onEvaluated?(context: RunContext, held: Evaluation, decision: Decision): void;
  /** Called with each answer to a commit of a held unit. */
  onAnswered?(context: RunContext, sent: SentDecision, answer: CommitAnswer): void;
  /** Called when somebody else holds the unit although this process lives. */
  onTakenOver?(context: RunContext, held: Pick<Grant, 'unit' | 'token'>): Promise<void>;
}

/** A decision about a held unit, sent to the store at this `performance.now()`. */
export interface SentDecision {
  readonly unit: string;
  readonly decision: Decision;
  readonly sentAt: number;
}

/** Executes granted steps. */
export interface Executor {
  openSlots(): PromisedSlots;
  /** Uses one of these slots if it was promised one. `sentAt`: `performance.now()` before the command was sent. */
  execute(context: RunContext, grant: Grant, slots: PromisedSlots, sentAt: number): Promise<void>;
}

/** Slots of this process, promised before a commit to the steps that it may grant. */
export interface PromisedSlots {
  /** Promises a slot to a step, or to a lane for its next item. Returns false if it must go to its queue. */
  promise(context: RunContext, step: CallingStep, isItem: boolean): boolean;
  /** Takes a slot for a step of this agent. Returns the function that gives it back. */
  take(agent: string): (() => void) | undefined;
  /** Gives back the slots that nobody took. */
  releaseAll(): void;
}
