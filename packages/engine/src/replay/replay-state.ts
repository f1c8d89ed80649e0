import { LIMITS, type RunEvent } from '@ag06/contracts';
import { beginFold, type LargeValue, type RunEnd, type RunFold, toSignalText } from '@ag06/protocol';
import { decideEvaluation } from '../decide/decide-evaluation.ts';
import type { Decision, DecisionContext } from '../decide/decision.ts';
import type { RunIds } from '../decide/scope.ts';
import type { Plan } from '../plan.ts';
import { REFUSED } from '../steps/calling/without-refusals.ts';
import type { PlanStep } from '../steps/plan-step.ts';
import { codeOf, failureOf, isLarge, toJson } from './event-fields.ts';
import { ReplayedList } from './replayed-list.ts';
import { ReplayedValues, toField } from './replayed-values.ts';

/** The most characters of values beyond which no large output is taken. */
const KEPT_MAX = 32 * 1024 * 1024;

/** What a replay needs besides the events. */
export interface ReplayOptions {
  readonly run: RunIds;
  /** How many runs were above it. */
  readonly depth: number;
  /** The definition that decides now. */
  readonly now: Plan;
  /** The definition that the run had; undefined if it is lost. */
  readonly recorded: Plan | undefined;
}

/** A run as far as it was replayed: what decisions read, and what they wrote. */
export class ReplayState {
  readonly now: Plan;
  readonly recorded: Plan | undefined;
  readonly run: RunIds;
  readonly fold: RunFold;
  readonly values: ReplayedValues;
  readonly lists = new Map<string, ReplayedList>();
  /** How the run has to end next, because a step failed. */
  end: (RunEnd & { readonly of: string }) | undefined;
  /** Whether it is a fork in which calls get the outcomes that its source recorded. */
  hasRecordedCalls = false;
  /** How many attempts of a step or an item were refused by their service, by the name that events give it. */
  readonly #refusals = new Map<string, number>();
  readonly #depth: number;
  /** Signals that no step has taken, by key. */
  readonly #mailbox = new Map<string, { readonly body: string; readonly at: number }>();

  constructor({ run, depth, now, recorded }: ReplayOptions) {
    this.now = now;
    this.recorded = recorded;
    this.run = run;
    this.#depth = depth;
    this.fold = beginFold(now);
    this.values = new ReplayedValues(this.fold, recorded === undefined ? [now] : [now, recorded]);
  }

  /** Whether another definition decides than the one that the run had. */
  get isOther(): boolean {
    return this.recorded?.version !== this.now.version;
  }

  /** Counts the attempt of an event, if it was refused. Returns how many were up to it. */
  countRefusal(event: RunEvent): number {
    const { step, item, attempt = 1 } = event;
    const name = JSON.stringify([step, item]);
    const before = attempt === 1 ? 0 : (this.#refusals.get(name) ?? 0);
    const count = before + (codeOf(event) === REFUSED ? 1 : 0);
    if (count > 0) this.#refusals.set(name, count);
    else this.#refusals.delete(name);
    return count;
  }

  hasOutcome(step: string): boolean {
    return this.fold.find(step)?.outcomeSeq !== undefined;
  }

  context({ iteration, reason }: Partial<RunEvent> = {}): DecisionContext {
    // The id of a child follows from its place, and is not judged.
    const child = typeof reason === 'string' ? reason.slice('child:'.length) : '';
    return {
      run: this.run,
      values: this.values,
      iteration,
      random: () => 0,
      children: { depth: this.#depth, idOf: () => child },
    };
  }

  /** Decides about a step that is held: by its condition, its list, its time, or the signal in its hand. */
  decideHeld(step: PlanStep, event: RunEvent): Decision {
    const list = this.lists.get(step.id);
    const items = list?.collect(this.fold.itemsOf(step.id)?.failed ?? 0);
    return decideEvaluation(this.now, step.id, event.attempt ?? 1, this.context(event), items);
  }

  /** Keeps what a decision writes: a list, a list of outputs, the end of the run. */
  follow(step: PlanStep, { change, end }: Decision): void {
    if (end !== undefined) this.end = { ...end, of: step.id };
    if (change.to === 'expanded') {
      const isRead = this.values.isRead(toField('o', step.id)) || this.values.isRead(toField('e', step.id));
      // What an item is given is judged by another definition, or for a child.
      const isHeld = this.isOther || step.kind === 'workflow';
      this.lists.set(step.id, new ReplayedList(isHeld ? change.list.chunks : [], isRead));
    }
    if (change.to !== 'collected') return;
    this.values.putText(toField('o', step.id), change.output);
    this.values.putText(toField('e', step.id), change.error);
    this.lists.delete(step.id);
  }

  /** Keeps what a fork has from its source: an outcome, an iteration, or a list of which some items are done. */
  preset(event: RunEvent): void {
    const { item, status, output } = event;
    const step = this.now.steps.get(event.step ?? '');
    if (step === undefined) return;
    if (item !== undefined) {
      if (status === 'completed')
        this.lists.get(step.id)?.complete(item, isLarge(event) ? undefined : toJson(output));
      else this.lists.get(step.id)?.fail(item, { ...failureOf(event), step: step.id, item });
    } else if (status === 'iterated') this.putOutput('p', event);
    else if (event.items === undefined) {
      this.putOutput('o', event);
      if (event.error !== undefined) this.keepFailure(event);
    } else {
      this.follow(step, this.decideHeld(step, event));
      if (status === undefined && !this.lists.has(step.id))
        this.lists.set(step.id, new ReplayedList([], true));
    }
  }

  keepFailure(event: RunEvent): void {
    const { step, error, output } = event;
    if (step === undefined) return;
    this.values.put(toField('e', step), toJson(error));
    if (output !== undefined) this.putOutput('o', event);
  }

  /** Keeps the output of an event, if it has one, as the field of its step. */
  putOutput(kind: 'o' | 'p', event: RunEvent): void {
    const field = toField(kind, event.step ?? '');
    if (isLarge(event)) this.values.putUnknown(field);
    else if (event.output !== undefined) this.values.put(field, toJson(event.output));
  }

  /** Whether a decision may read the large output of an event, and there is room for it. */
  canTake(event: RunEvent, { bytes }: LargeValue): boolean {
    if (bytes > LIMITS.readBytes || this.values.characters + bytes > KEPT_MAX) return false;
    const step = this.now.steps.get(event.step ?? '');
    if (step === undefined) return event.type === 'run.completed';
    if (event.item !== undefined) return this.lists.get(step.id)?.hasRoomFor(bytes) ?? false;
    const isRepeated = 'repeat' in step && step.repeat !== undefined;
    return isRepeated || this.values.isRead(toField('o', step.id));
  }

  /** Keeps that the list of outputs of a step is not known. */
  loseList(step: string): void {
    this.values.putUnknown(toField('o', step));
    this.values.putUnknown(toField('e', step));
    this.lists.delete(step);
  }

  /** A signal goes into the mailbox, and from there into the hand of a step. */
  takeSignal(does: string, { step, at, name, key, payload, by }: RunEvent): void {
    if (typeof name !== 'string' || typeof key !== 'string') return;
    if (does === 'received') {
      const body = JSON.stringify({ payload: toJson(payload), ...(by !== undefined && { by }) });
      this.#mailbox.set(key, { body, at });
    }
    const message = this.#mailbox.get(key);
    if (does !== 'consumed' || step === undefined || message === undefined) return;
    this.values.putText(toField('g', step), toSignalText({ name, key, ...message }));
    this.#mailbox.delete(key);
  }
}
