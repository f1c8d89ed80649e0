import type { LoggedEvent } from '../api.ts';
import type { Effect } from '../effect.ts';
import { partsOf, toUnit } from '../unit.ts';
import { leavesOf, stepOfUnit } from '../workflows.ts';
import type { Story } from './stories.ts';

/** When all stories begin. */
export const START = Date.parse('2026-01-01T00:00:00.000Z');
/** Of the workers of the stories. */
export const PIDS: Readonly<Record<string, number>> = { w1: 11, w2: 12 };

const callName = (runId: string, step: string, at: number) => `${runId}_${step}_${at}`;

/** What a person chose, under this key. */
export const answerOf = (key: string) => ({
  choice: 'yes',
  by: `person-${key}`,
  at: new Date(START).toISOString(),
});

/** Writes the log of a story and what its handlers must have noted. */
export class Teller {
  readonly effects: Effect[] = [];
  readonly statuses = new Map<string, string>();
  readonly #outputs = new Map<string, unknown>();
  readonly #callOf = new Map<string, string>();
  readonly #pidOf = new Map<string, number>();
  readonly #story: Story;
  readonly #results: ReadonlyMap<string, unknown>;
  readonly #dueAts = new Map<string, number>();
  readonly #keys = new Map<string, string>();
  readonly #iterations = new Map<string, number>();

  constructor(story: Story, results: ReadonlyMap<string, unknown>) {
    this.#story = story;
    this.#results = results;
  }

  tellAll(): LoggedEvent[] {
    const events: LoggedEvent[] = [];
    let at = 0;
    for (const line of this.#story.log) {
      if (line.startsWith('after ')) {
        at += Number(line.slice('after '.length));
        continue;
      }
      events.push(this.#tell(line, events.length + 1, at));
      at += 10;
    }
    return events;
  }

  get result(): unknown {
    const leaves = leavesOf(this.#story.workflow);
    return Object.fromEntries(leaves.map((id) => [id, this.#outputs.get(id) ?? null]));
  }

  /** As the run tells of a step that repeats. */
  countIterations(step: string): object {
    return this.#ofIteration(step);
  }

  /** As the run tells of a `forEach` step. */
  countItems(step: string): object {
    const isList = stepOfUnit(this.#story.workflow, step)?.lanes !== undefined;
    const total = isList ? this.#story.lists?.[step]?.length : undefined;
    if (total === undefined) return {};
    const count = (status: string) =>
      Array.from({ length: total }, (_, item) => this.statuses.get(toUnit(step, item))).filter(
        (one) => one === status,
      ).length;
    return { items: { total, completed: count('completed'), failed: count('failed'), running: 0 } };
  }

  #tell(line: string, seq: number, at: number): LoggedEvent {
    const [type = '', name, attemptText = '1', worker, lost, reason] = line.split(' ');
    const [unit, iteration = '0'] = name?.split('#') ?? [];
    if (unit !== undefined) this.#iterations.set(unit, Number(iteration));
    const event = { seq, type, at: new Date(START + at).toISOString() };
    if (type === 'run.completed') return { ...event, output: this.result };
    if (unit === undefined) return event;
    if (type === 'run.retried') return { ...event, steps: [unit] };
    if (type === 'step.waiting') return { ...event, ...this.#park(unit, attemptText, at) };
    if (type.startsWith('signal.')) return { ...event, ...this.#signal(unit, attemptText, worker) };
    const { step, item } = partsOf(unit);
    const ofItem = item === undefined ? {} : { item };
    const attempt = Number(attemptText);
    const error = { code: 'AGENT_FAILED', message: '', step, ...ofItem };
    if (type === 'run.failed') return { ...event, error };
    const isList = stepOfUnit(this.#story.workflow, unit)?.lanes !== undefined && type.startsWith('step.');
    const isOverdue = type === 'step.failed' && worker !== undefined;
    const about = { step, attempt, ...this.#ofIteration(step) };
    if (isOverdue) {
      this.statuses.set(step, 'failed');
      return { ...event, ...about, error: { code: worker, message: '', step } };
    }
    const named = { ...event, ...about, ...(worker && { worker }), ...(lost && { lost: Number(lost) }) };
    if (isList) return { ...named, ...this.#tellList(type, step), ...(item !== undefined && { error }) };
    return { ...named, ...ofItem, ...this.#tellUnit(type, unit, attempt, at, worker, reason) };
  }

  #park(step: string, reason: string, at: number): object {
    const { waits } = stepOfUnit(this.#story.workflow, step) ?? {};
    const iteration = this.#ofIteration(step);
    const dueAt = START + at + (waits?.for === 'time' ? waits.ms : 0);
    this.#dueAts.set(step, dueAt);
    return { step, attempt: 1, ...iteration, reason, ...(waits?.for === 'time' && { dueAt }) };
  }

  /** Absent in the first. */
  #ofIteration(step: string): object {
    const iteration = this.#iterations.get(step) ?? 0;
    return iteration === 0 ? {} : { iteration };
  }

  #signal(name: string, key: string, step: string | undefined): object {
    if (step === undefined) return { name, key };
    this.#keys.set(step, key);
    return { name, key, step };
  }

  /** What a step that waits completes with. */
  #outputOfWait(step: string): unknown {
    switch (stepOfUnit(this.#story.workflow, step)?.waits?.for) {
      case 'time':
        return { dueAt: new Date(this.#dueAts.get(step) ?? 0).toISOString() };
      case 'signal':
        return { key: this.#keys.get(step) };
      case 'approval':
        return answerOf(this.#keys.get(step) ?? '');
      default:
        return this.#results.get(this.#story.children?.[this.#nameOf(step)] ?? '');
    }
  }

  #nameOf(step: string): string {
    const iteration = this.#iterations.get(step) ?? 0;
    return iteration === 0 ? step : `${step}#${iteration}`;
  }

  /** A `forEach` step itself: nobody is called for it. */
  #tellList(type: string, step: string): object {
    const items = this.#story.lists?.[step]?.length ?? 0;
    if (type === 'step.started') return { items };
    this.statuses.set(step, type.slice('step.'.length));
    if (type !== 'step.completed') return {};
    const outputs = Array.from({ length: items }, (_, item) => this.#outputs.get(toUnit(step, item)) ?? null);
    this.#outputs.set(step, outputs);
    return { items, failed: outputs.filter((output) => output === null).length };
  }

  #tellUnit(
    type: string,
    unit: string,
    attempt: number,
    at: number,
    worker: string | undefined,
    reason: string | undefined,
  ): object {
    switch (type.slice(type.indexOf('.') + 1)) {
      case 'started':
      case 'redelivered':
        if (reason === undefined) this.#call(unit, attempt, worker ?? '', at);
        return reason === undefined ? {} : { reason };
      case 'iterated':
      case 'completed':
        return { output: this.#return(unit, attempt, at) };
      case 'retrying':
      case 'failed':
        this.statuses.set(unit, 'failed');
        return { dueAt: START + at + 10, error: this.#throw(unit, attempt, at) };
      case 'skipped':
        this.statuses.set(unit, 'skipped');
        return {};
      default:
        return {};
    }
  }

  #call(step: string, attempt: number, worker: string, at: number): void {
    const needs = stepOfUnit(this.#story.workflow, step)?.needs ?? [];
    const see = Object.fromEntries(needs.map((need) => [need, this.#outputs.get(need) ?? null]));
    this.#callOf.set(step, callName(this.#story.runId, step, at));
    this.#pidOf.set(step, PIDS[worker] ?? 0);
    const start = { kind: 'start', ...this.#about(step, attempt, at + 1), see } as const;
    const isRepeated = stepOfUnit(this.#story.workflow, step)?.repeats !== undefined;
    const turn = this.#iterations.get(step) ?? 0;
    const before = turn === 0 ? null : this.#outputs.get(step);
    this.effects.push(isRepeated ? { ...start, turn, before } : start);
  }

  #return(step: string, attempt: number, at: number): unknown {
    const isWait = stepOfUnit(this.#story.workflow, step)?.waits !== undefined;
    const output = isWait ? this.#outputOfWait(step) : { call: this.#callOf.get(step), step, attempt };
    if (!isWait) this.effects.push({ kind: 'return', ...this.#about(step, attempt, at - 1), output });
    this.#outputs.set(step, output);
    this.statuses.set(step, 'completed');
    return output;
  }

  #throw(step: string, attempt: number, at: number): { code: string; message: string } {
    const message = `told to fail, call ${this.#callOf.get(step)}`;
    this.effects.push({ kind: 'throw', ...this.#about(step, attempt, at - 1), message });
    return { code: 'AGENT_FAILED', message };
  }

  #about(step: string, attempt: number, at: number) {
    const { runId } = this.#story;
    const parts = partsOf(step);
    const key = parts.item === undefined ? step : `${parts.step}:${parts.item}`;
    const iteration = this.#iterations.get(parts.step) ?? 0;
    const who = { pid: this.#pidOf.get(step) ?? 0, call: `${this.#callOf.get(step)}` };
    return {
      runId,
      step,
      attempt,
      iteration,
      idempotencyKey: `${runId}:${key}${iteration === 0 ? '' : `:i${iteration}`}`,
      ...who,
      at,
      wallAt: START + at,
    };
  }
}
