import { type Json, LIMITS } from '@ag06/contracts';
import { isRunField, type RunField, type RunFold } from '@ag06/protocol';
import type { FieldValues } from '../decide/scope.ts';
import type { Plan } from '../plan.ts';
import { hasItems, readsOfLanes } from '../steps/for-each/lanes-of.ts';

/**
 * The fields of a run as its log tells them. It keeps those that an expression of the plans reads, so its size is that of
 * what a run reads, and not that of its log.
 */
export class ReplayedValues implements FieldValues {
  readonly #fold: RunFold;
  readonly #read: ReadonlySet<RunField>;
  readonly #fields = new Map<RunField, string>();
  readonly #unknown = new Set<RunField>();
  #hasReadUnknown = false;
  #characters = 0;

  constructor(fold: RunFold, plans: readonly Plan[]) {
    this.#fold = fold;
    this.#read = new Set(plans.flatMap((plan) => [...readsOfPlan(plan)]));
  }

  /** How many characters of values are kept. */
  get characters(): number {
    return this.#characters;
  }

  isRead(field: RunField): boolean {
    return this.#read.has(field);
  }

  get(field: RunField): string | undefined {
    if (field.startsWith('s:')) return this.#fold.find(field.slice(2))?.status;
    if (field === 'round') return this.#fold.round === 0 ? undefined : String(this.#fold.round);
    if (this.#unknown.has(field)) {
      this.#hasReadUnknown = true;
      return 'null';
    }
    return this.#fields.get(field);
  }

  has(field: RunField): boolean {
    return this.get(field) !== undefined;
  }

  /** Keeps a field if an expression reads it. */
  put(field: RunField, value: Json | undefined): void {
    if (value === undefined || !this.#read.has(field)) return;
    this.putText(field, JSON.stringify(value));
  }

  /** Keeps that a field has a value which the log does not tell, if an expression reads it. */
  putUnknown(field: RunField): void {
    if (this.#read.has(field)) this.#unknown.add(field);
  }

  /** Whether such a field was read since this was asked last. What was decided with it proves nothing. */
  tookUnknown(): boolean {
    const has = this.#hasReadUnknown;
    this.#hasReadUnknown = false;
    return has;
  }

  /** Keeps a field whatever reads it; undefined removes it. */
  putText(field: RunField, text: string | undefined): void {
    this.#unknown.delete(field);
    this.#characters += (text?.length ?? 0) - (this.#fields.get(field)?.length ?? 0);
    if (text === undefined) this.#fields.delete(field);
    else this.#fields.set(field, text);
  }
}

/** Every field that an expression of the plan may read. */
function* readsOfPlan(plan: Plan): Iterable<RunField> {
  yield* plan.output.fields;
  for (const step of plan.steps.values()) {
    yield* step.reads;
    if (hasItems(step)) yield* readsOfLanes(step);
    if ('with' in step) yield* step.with.fields;
    if ('repeat' in step && step.repeat !== undefined) {
      yield* step.repeat.until.fields;
      yield `p:${step.id}`;
    }
  }
}

/** A step's name as a field: names of steps are checked when a definition is. */
export const toField = (kind: 'o' | 'e' | 'p' | 'g', step: string): RunField => {
  const field = `${kind}:${step}`;
  if (isRunField(field)) return field;
  throw new Error(`${field} is no field.`);
};

/** The most characters of outputs that a step with items may give. */
export const LIST_MAX: number = LIMITS.itemListBytes;
