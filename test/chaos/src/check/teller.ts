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

  /** As the run tells of a `forEach` step. */
  countItems(step: string): object {
    const total = this.#story.lists?.[step]?.length;
    if (total === undefined) return {};
    const count = (status: string) =>
      Array.from({ length: total }, (_, item) => this.statuses.get(toUnit(step, item))).filter(
        (one) => one === status,
      ).length;
    return { items: { total, completed: count('completed'), failed: count('failed'), running: 0 } };
  }

  #tell(line: string, seq: number, at: number): LoggedEvent {
    const [type = '', unit, attemptText = '1', worker, lost, reason] = line.split(' ');
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
    const named = { ...event, step, attempt, ...(worker && { worker }), ...(lost && { lost: Number(lost) }) };
    if (isList) return { ...named, ...this.#tellList(type, step), ...(item !== undefined && { error }) };
    return { ...named, ...ofItem, ...this.#tellUnit(type, unit, attempt, at, worker, reason) };
  }

  #park(step: string, reason: string, at: number): object {
    const { waits } = stepOfUnit(this.#story.workflow, step) ?? {};
    const dueAt = START + at + (waits?.for === 'time' ? waits.ms : 0);
    this.#dueAts.set(step, dueAt);
    return { step, attempt: 1, reason, ...(waits?.for === 'time' && { dueAt }) };
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
      default:
        return this.#results.get(this.#story.children?.[step] ?? '');
    }
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
    this.effects.push({ kind: 'start', ...this.#about(step, attempt, at + 1), see });
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
    const who = { pid: this.#pidOf.get(step) ?? 0, call: `${this.#callOf.get(step)}` };
    return {
      runId,
      step,
      attempt,
      idempotencyKey: `${runId}:${key}`,
      ...who,
      at,
      wallAt: START + at,
    };
  }
}
