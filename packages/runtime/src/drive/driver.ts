import type { Broker } from '@ag06/broker';
import type { RunStatus } from '@ag06/contracts';
import type { CallingStep, Decision } from '@ag06/engine';
import type { CommitAnswer, Enqueue, Evaluation, Grant, Issuer } from '@ag06/protocol';
import type { RunStore } from '@ag06/store';
import type { Operation } from '../repeater.ts';
import type { RunContext } from '../run-context.ts';

/** What every process brings that moves runs on. */
export interface Carrier {
  readonly runs: Pick<RunStore, 'apply' | 'isHeld' | 'loadItems' | 'loadFields' | 'measureFields'>;
  readonly broker: Pick<Broker, 'enqueue' | 'remove'>;
  readonly issuer: Issuer;
  readonly createId: () => string;
  epoch(): number;
  /** Told of a run that one of its commits ended. */
  onEnd?(context: RunContext, status: RunStatus): void;
  /** Told of a commit that the store refused for good: its unit fails. */
  onRefused?(context: RunContext, unit: string, error: unknown): void;
}

/** One who drives runs: a job of a worker, or a process that executes no steps and so has no `executor`. */
export interface Driver extends Carrier {
  /** Asks the store: once, or until it answers. */
  ask<T>(operation: Operation, ask: () => Promise<T>): Promise<T>;
  /** Sends the activations of these units, now or together with others. */
  enqueue(context: RunContext, enqueues: readonly Enqueue[]): Promise<void>;
  readonly executor?: Executor;
  /** Told what follows an evaluation, before that is committed. */
  onEvaluated?(context: RunContext, held: Evaluation, decision: Decision): void;
  /** Told of each answer to a commit of a held unit. */
  onAnswered?(context: RunContext, sent: SentDecision, answer: CommitAnswer): void;
  /** Somebody else holds the unit by now, though this process lives. */
  onTakenOver?(context: RunContext, held: Pick<Grant, 'unit' | 'token'>): Promise<void>;
}

/** A decision about a held unit that was sent to the store, at this `performance.now()`. */
export interface SentDecision {
  readonly unit: string;
  readonly decision: Decision;
  readonly sentAt: number;
}

/** Executes what is granted. */
export interface Executor {
  openSlots(): PromisedSlots;
  /** In one of these slots, if it is promised one. `sentAt`: `performance.now()` before the command was sent. */
  execute(context: RunContext, grant: Grant, slots: PromisedSlots, sentAt: number): Promise<void>;
}

/** Slots of this process that are promised, before a commit, to the steps that it grants. */
export interface PromisedSlots {
  /** Promises one to a step, or to a lane for its next item; false sends it to its queue. */
  promise(context: RunContext, step: CallingStep, isItem: boolean): boolean;
  /** Takes one for a step of this agent. The answer gives it back. */
  take(agent: string): (() => void) | undefined;
  /** Gives back what nobody took. */
  releaseAll(): void;
}
