import type { RunEvent } from '@ag06/contracts';
import { type LargeValue, largeOf } from '@ag06/protocol';
import type { PlanStep } from '../steps/plan-step.ts';
import { type Difference, differs, tellOf } from './difference.ts';
import { judgeItem } from './judge-item.ts';
import { judgeRun } from './judge-run.ts';
import { followFailure, judgeStep } from './judge-step.ts';
import { type ReplayOptions, ReplayState } from './replay-state.ts';

/** What comes after the failure of a step, until its run ends. */
const OF_AN_END = /^(?:step\.failed|step\.timed_out|signal\.returned|(?:step|item)\.cancelled|run\..*)$/;

/**
 * Decides a run again from its log: add its events in order. Outcomes of attempts, signals, times and what people did are taken
 * from the log; everything that the engine decided is decided anew and compared. `add` returns the first difference; behind it
 * the replay means nothing. Its size is bounded by the units of the run and by what its expressions read, whatever the number of
 * events.
 */
export class RunReplay {
  readonly #state: ReplayState;
  #unjudged = 0;

  constructor(options: ReplayOptions) {
    this.#state = new ReplayState(options);
  }

  /** How many events were added without a difference. */
  get events(): number {
    return this.#state.fold.seq;
  }

  /**
   * How many of them were taken as they were, because the decision reads an output that is too large for a log, or a list
   * with such an output.
   */
  get unjudged(): number {
    return this.#unjudged;
  }

  /**
   * The output of an event to which the log only refers, if a decision may read it: it is to be in the event that is added, in the
   * place of the reference. Without it, what reads it is taken as it was. Undefined also once too much of such outputs is kept.
   */
  needs(event: RunEvent): LargeValue | undefined {
    const large = event.type === 'custom' ? undefined : largeOf(event);
    return large !== undefined && this.#state.canTake(event, large) ? large : undefined;
  }

  add(event: RunEvent): Difference | undefined {
    const before = this.#state.end;
    const difference = this.#judgeEnd(event) ?? this.#judge(event);
    if (this.#state.values.tookUnknown()) this.#takeAsItWas(event, before);
    else if (difference !== undefined) return difference;
    this.#state.fold.add(event);
    return undefined;
  }

  #takeAsItWas(event: RunEvent, before: ReplayState['end']): void {
    this.#unjudged++;
    const state = this.#state;
    state.end = before;
    const step = state.now.steps.get(event.step ?? '');
    if (step === undefined || event.item !== undefined) return;
    if (event.type === 'step.completed' && event.items !== undefined) state.loseList(step.id);
    if (event.type === 'step.failed' || event.type === 'step.timed_out') followFailure(state, step, event);
  }

  /** After the failure of a step that ends its run, nothing but that end follows. */
  #judgeEnd(event: RunEvent): Difference | undefined {
    const { end } = this.#state;
    if (end === undefined || OF_AN_END.test(event.type)) return undefined;
    return differs(event, `the run went on: ${event.type}`, `it would fail with step ${end.of}`);
  }

  #judge(event: RunEvent): Difference | undefined {
    const dot = event.type.indexOf('.');
    const does = event.type.slice(dot + 1);
    // A fork has these from its source: they are taken as they were.
    if (does === 'preset') return void this.#state.preset(event);
    switch (event.type.slice(0, dot)) {
      case 'run':
        return judgeRun(this.#state, does, event);
      case 'step':
        return this.#judgeOpened(event, (step) => judgeStep(this.#state, step, does, event));
      case 'item':
        return this.#judgeOpened(event, (step) => judgeItem(this.#state, step, does, event));
      case 'signal':
        return void this.#state.takeSignal(does, event);
      default:
        return undefined;
    }
  }

  /** Only a step of the definition has events, and only once all that it needs has an outcome. */
  #judgeOpened(event: RunEvent, judge: (step: PlanStep) => Difference | undefined): Difference | undefined {
    const { now, fold } = this.#state;
    const name = event.step ?? '';
    const step = now.steps.get(name);
    if (step === undefined) return differs(event, tellOf(event), `the workflow has no step ${name}`);
    if (fold.find(name) !== undefined) return judge(step);
    const open = step.needs.filter((need) => !this.#state.hasOutcome(need));
    return differs(event, tellOf(event), `it would not be open yet: it needs ${open.join(', ')}`);
  }
}
