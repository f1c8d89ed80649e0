import {
  type Failure,
  isTerminal,
  type Json,
  type RunEvent,
  type RunStatus,
  toLaneUnit,
} from '@ag06/contracts';
import { type LargeValue, largeOf } from '../large-value.ts';
import { FoldedList } from './folded-list.ts';
import { FoldedUnit } from './folded-unit.ts';
import { readFailure, readJson, readText, readTexts } from './read-detail.ts';
import type { ShownItems, ShownRun, ShownUnit } from './shown-run.ts';

/** What a fold knows of the steps of a run: the dependencies that open each, and whether its failure ends the run. */
export interface FoldPlan {
  readonly steps: ReadonlyMap<
    string,
    {
      readonly needs: readonly string[];
      readonly dependants: readonly string[];
      readonly onFailure: 'fail' | 'continue';
    }
  >;
}

/** Begins a fold before the first event of a run. Without its plan, steps that have no event yet are not shown as opened. */
export const beginFold = (plan: FoldPlan | undefined): RunFold => new RunFold(plan);

/**
 * What readers of a run were shown after each event of its log. Add the events in order, each once. It remembers steps
 * and items in hand, neither events nor outputs of steps, so its size is the number of units.
 *
 * Between two events of one commit it shows what no reader saw; events of one commit have the same time.
 */
export class RunFold {
  /** The last event that was added: its number and its time; 0 before the first. */
  seq = 0;
  at = 0;
  status: RunStatus = 'scheduled';
  /** How often the run was retried. */
  round = 0;
  readonly #plan: FoldPlan | undefined;
  #finishedAt: number | undefined;
  #output: Json | undefined;
  #large: LargeValue | undefined;
  #error: Failure | undefined;
  readonly #units = new Map<string, FoldedUnit>();
  readonly #lists = new Map<string, FoldedList>();
  /** How many dependencies of a step have an outcome. */
  readonly #satisfied = new Map<string, number>();

  constructor(plan: FoldPlan | undefined) {
    this.#plan = plan;
  }

  /** A fold that goes on from here by itself. */
  copy(): RunFold {
    const copy = new RunFold(this.#plan);
    Object.assign(copy, { seq: this.seq, at: this.at, status: this.status, round: this.round });
    copy.#finishedAt = this.#finishedAt;
    copy.#output = this.#output;
    copy.#large = this.#large;
    copy.#error = this.#error;
    for (const [name, unit] of this.#units) copy.#units.set(name, unit.copy());
    for (const [name, list] of this.#lists) copy.#lists.set(name, list.copy());
    for (const [name, count] of this.#satisfied) copy.#satisfied.set(name, count);
    return copy;
  }

  add(event: RunEvent): void {
    this.seq = event.seq;
    this.at = event.at;
    const dot = event.type.indexOf('.');
    const does = event.type.slice(dot + 1);
    switch (event.type.slice(0, dot)) {
      case 'run':
        this.#addOfRun(does, event);
        break;
      case 'step':
        if (event.step !== undefined && does !== 'result_ignored') this.#addOfStep(event.step, does, event);
        break;
      case 'item':
        if (event.step !== undefined && event.item !== undefined)
          this.#addOfItem(event.step, event.item, does, event);
        break;
      case 'signal':
        // Whoever took it evaluates the step.
        if (does === 'consumed' && event.step !== undefined) this.#unitOf(event.step).become('ready');
    }
  }

  /** The step as far as the log has told of it; undefined if it was not opened. */
  find(step: string): (ShownUnit & { readonly outcomeSeq: number | undefined }) | undefined {
    return this.#units.get(step);
  }

  /** The names of the steps that were opened. */
  get opened(): Iterable<string> {
    return this.#units.keys();
  }

  itemsOf(step: string): ShownItems | undefined {
    return this.#lists.get(step);
  }

  /** What readers are shown now. Later events do not change it. */
  show(): ShownRun {
    const units = new Map<string, ShownUnit>();
    const items = new Map<string, ShownItems>();
    for (const [name, unit] of this.#units) {
      units.set(name, unit.copy());
      const list = this.#lists.get(name);
      if (list === undefined) continue;
      items.set(name, { total: list.total, left: list.left, failed: list.failed });
      for (const [lane, shown] of lanesOf(name, list)) units.set(lane, shown);
    }
    return {
      status: this.status,
      finishedAt: this.#finishedAt,
      output: this.#output,
      ...(this.#large !== undefined && { large: this.#large }),
      error: this.#error,
      units,
      items,
    };
  }

  #addOfRun(does: string, event: RunEvent): void {
    switch (does) {
      case 'accepted':
        for (const [name, { needs }] of this.#plan?.steps ?? [])
          if (needs.length === 0) this.#units.set(name, new FoldedUnit());
        break;
      case 'started':
      case 'resumed':
        this.#resume();
        break;
      case 'paused':
        this.status = 'paused';
        break;
      case 'retried':
        this.#retry(event);
        break;
      case 'allowed':
        this.#allow(readTexts(event, 'names'));
        break;
      case 'completed':
        this.status = 'completed';
        this.#finishedAt = event.at;
        this.#large = largeOf(event);
        this.#output = this.#large === undefined ? readJson(event, 'output') : undefined;
        break;
      case 'failed':
      case 'cancelled':
      case 'timed_out':
        this.status = does;
        this.#finishedAt = event.at;
        this.#error = readFailure(event);
        this.#cancelOpen();
    }
  }

  /** Everything that was blocked by the pause goes on. */
  #resume(): void {
    this.status = 'running';
    for (const unit of this.#units.values()) resumeUnit(unit);
    for (const [step, list] of this.#lists) {
      for (const unit of list.inHand.values()) resumeUnit(unit);
      if (this.#units.get(step)?.status === 'running') list.refill();
    }
  }

  /** What was kept from acting in a fork goes on. */
  #allow(names: readonly string[]): void {
    const lists = [...this.#lists.values()].map(({ inHand }) => inHand);
    for (const units of [this.#units, ...lists])
      for (const unit of units.values())
        if (names.some((name) => unit.blockedBy === `fork:${name}`)) unit.become('ready');
  }

  #retry(event: RunEvent): void {
    this.status = 'running';
    this.round++;
    this.#finishedAt = undefined;
    this.#error = undefined;
    for (const step of readTexts(event, 'steps')) {
      this.#unitOf(step).revive();
      this.#lists.get(step)?.leaveFailed();
    }
  }

  #cancelOpen(): void {
    for (const unit of this.#units.values()) if (!unit.isOver) unit.become('cancelled');
    for (const list of this.#lists.values()) list.drop();
  }

  #addOfStep(step: string, does: string, event: RunEvent): void {
    if (does === 'preset') {
      this.#preset(step, event);
      return;
    }
    if (does === 'started' && event.items !== undefined) this.#beginList(step, event);
    if (!this.#unitOf(step).add(does, event)) return;
    // A deadline ends a step with its lanes.
    this.#lists.get(step)?.drop();
    this.#satisfy(step, does);
  }

  /** A fork has from its source the outcome of the step, that of an iteration, or a list of which some items are done. */
  #preset(step: string, event: RunEvent): void {
    const status = readText(event, 'status');
    if (status !== undefined) {
      this.#addOfStep(step, status, event);
      return;
    }
    const list = new FoldedList();
    list.begin(event, true);
    this.#lists.set(step, list);
  }

  #beginList(step: string, event: RunEvent): void {
    const known = this.#lists.get(step);
    const list = known ?? new FoldedList();
    this.#lists.set(step, list);
    list.begin(event, known === undefined);
  }

  #addOfItem(step: string, item: number, does: string, event: RunEvent): void {
    const list = this.#lists.get(step);
    if (list === undefined || does === 'result_ignored') return;
    if (!list.add(item, does === 'preset' ? (readText(event, 'status') ?? '') : does, event)) return;
    if (this.status === 'running') list.refill();
    // The outcomes of all items are collected.
    if (list.left === 0) this.#unitOf(step).become('ready');
  }

  /** A step has its outcome: those that depend on it open, unless it ends the run. */
  #satisfy(step: string, does: string): void {
    const known = this.#plan?.steps.get(step);
    if (known === undefined || isTerminal(this.status)) return;
    if ((does === 'failed' || does === 'timed_out') && known.onFailure === 'fail') return;
    for (const dependant of known.dependants) {
      const count = (this.#satisfied.get(dependant) ?? 0) + 1;
      this.#satisfied.set(dependant, count);
      if (count === this.#plan?.steps.get(dependant)?.needs.length)
        this.#units.set(dependant, new FoldedUnit());
    }
  }

  #unitOf(step: string): FoldedUnit {
    const known = this.#units.get(step);
    if (known !== undefined) return known;
    const unit = new FoldedUnit();
    this.#units.set(step, unit);
    return unit;
  }
}

function resumeUnit(unit: FoldedUnit): void {
  if (unit.blockedBy === 'pause') unit.become('scheduled');
}

/** The items in hand, as lanes. Which lane has which, the log does not tell. */
function* lanesOf(step: string, { inHand, untold }: FoldedList): Iterable<[string, ShownUnit]> {
  let lane = 0;
  for (const [item, unit] of inHand) yield [toLaneUnit(step, lane++), Object.assign(unit.copy(), { item })];
  for (let n = 0; n < untold; n++)
    yield [toLaneUnit(step, lane++), Object.assign(new FoldedUnit(), { item: -1 })];
}
