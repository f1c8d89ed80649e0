import type { RunEvent } from '@ag06/contracts';
import { type LargeValue, type PresetItem, type PresetStatus, toLargeText } from '@ag06/protocol';

/** The outcome of a step in a log. Texts are JSON, or a reference to a blob of the run. */
export interface RecordedOutcome {
  readonly status: PresetStatus;
  readonly attempt: number;
  /** Absent if 0. */
  readonly iteration?: number;
  readonly output?: string;
  readonly error?: string;
}

/** The items of a step in a log: how many there are, and the outcomes of those that have one. */
interface RecordedList {
  readonly total: number;
  readonly outcomes: Map<number, PresetItem>;
}

/**
 * The outcomes that the log of a run tells: of steps, of their iterations, and of items. Add the events in order, each once,
 * up to the moment from which a run is forked.
 */
export class RunRecording {
  /** The number of the last event. */
  seq = 0;
  /** Of all texts that it holds. */
  characters = 0;
  readonly steps = new Map<string, RecordedOutcome>();
  /** The outputs of a step's iterations before the last, by their numbers. */
  readonly iterations = new Map<string, string[]>();
  readonly lists = new Map<string, RecordedList>();

  add(event: RunEvent): void {
    this.seq = event.seq;
    const { type, step, item } = event;
    if (type === 'run.retried') this.#forget(event.steps);
    if (step === undefined) return;
    const [subject, does] = type.split('.');
    if (subject === 'item' && item !== undefined) this.#addOfItem(step, item, outcomeOf(does, event), event);
    if (subject !== 'step') return;
    if (event.items !== undefined && (does === 'started' || does === 'preset'))
      this.#beginList(step, event.items);
    const status = outcomeOf(does, event);
    if (status === 'iterated') this.#addIteration(step, event);
    else if (status !== undefined) this.#addOutcome(step, status, event);
  }

  #addOutcome(step: string, status: PresetStatus, event: RunEvent): void {
    const { attempt = 1, iteration = 0, error } = event;
    // The outputs of a list are those of its items.
    const hasOutput = (event.output !== undefined || event.large !== undefined) && status !== 'skipped';
    this.steps.set(step, {
      status,
      attempt,
      ...(iteration > 0 && { iteration }),
      ...(hasOutput && { output: this.#keep(outputOf(event)) }),
      ...(error !== undefined && { error: this.#keep(JSON.stringify(error)) }),
    });
  }

  #addIteration(step: string, event: RunEvent): void {
    const outputs = this.iterations.get(step) ?? [];
    outputs[event.iteration ?? 0] = this.#keep(outputOf(event));
    this.iterations.set(step, outputs);
  }

  #addOfItem(
    step: string,
    item: number,
    status: PresetStatus | 'iterated' | undefined,
    event: RunEvent,
  ): void {
    if (status === undefined || status === 'iterated' || status === 'skipped') return;
    const result = this.#keep(status === 'completed' ? outputOf(event) : JSON.stringify(event.error ?? null));
    this.lists.get(step)?.outcomes.set(item, { item, status, attempt: event.attempt ?? 1, result });
  }

  #beginList(step: string, total: unknown): void {
    if (typeof total === 'number' && !this.lists.has(step))
      this.lists.set(step, { total, outcomes: new Map() });
  }

  /** The run was retried: these steps began anew, and so did the items of theirs that had failed. */
  #forget(steps: unknown): void {
    for (const step of Array.isArray(steps) ? steps : []) {
      this.steps.delete(step);
      const outcomes = this.lists.get(step)?.outcomes ?? new Map<number, PresetItem>();
      for (const [item, { status }] of outcomes) if (status !== 'completed') outcomes.delete(item);
    }
  }

  #keep(text: string): string {
    this.characters += text.length;
    return text;
  }
}

/** What became of a step or an item, if the event tells that. */
function outcomeOf(does: string | undefined, event: RunEvent): PresetStatus | 'iterated' | undefined {
  const told = does === 'preset' ? event.status : does;
  switch (told) {
    case 'completed':
    case 'failed':
    case 'timed_out':
    case 'skipped':
    case 'iterated':
      return told;
    default:
      return undefined;
  }
}

const isLarge = (value: unknown): value is LargeValue =>
  typeof value === 'object' && value !== null && 'sha256' in value && 'bytes' in value;

const outputOf = ({ output, large }: RunEvent): string =>
  isLarge(large) ? toLargeText(large) : JSON.stringify(output ?? null);
