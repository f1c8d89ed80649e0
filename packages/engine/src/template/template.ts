import type { Json } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';

/** The values that a step's expressions may read. Missing keys read as null. */
export interface Scope {
  readonly input: Json;
  /** Only steps reachable through `needs`. */
  readonly steps: Readonly<Record<string, StepValues>>;
  readonly run: {
    readonly id: string;
    readonly correlationId: string;
    readonly attempt: number;
    readonly schedule?: string;
    readonly slot?: string;
  };
  /** Only in the `with` of a `forEach` step; `index` counts from 0. */
  readonly item?: { readonly value: Json; readonly index: number };
  /** Only in a step with `repeat`: the number of the iteration, from 0, and the step's last output, null before the first. */
  readonly iteration?: { readonly number: number; readonly output: Json };
}

export interface StepValues {
  readonly output: Json;
  readonly status: string;
  readonly error: Json;
}

/** The parts of a run that a template reads, so that a claim returns only these. */
export interface Reads {
  readonly input: boolean;
  /** By step id: the parts of it that are read. */
  readonly steps: Readonly<Record<string, readonly ('output' | 'status' | 'error')[]>>;
}

/** The value of a template, or the reason why it has none. */
export type TemplateResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** A JSON value whose strings may contain `${…}`. `evaluate` never throws. */
export interface Template {
  readonly reads: Reads;
  /** The same as fields of a run. */
  readonly fields: readonly RunField[];
  /** Whether it reads the last output of its own step, which repeats. */
  readonly readsOutput?: boolean;
  /** Fields that a result contains whole, one entry per occurrence. It has at least as many bytes as they have. */
  readonly wholes: readonly RunField[];
  /** The field whose value the result is, unchanged. It may be passed on by reference. */
  readonly passes?: RunField | undefined;
  /** `cost`: units of work that it may take; default `EXPRESSION_LIMITS.cost`. */
  evaluate(scope: Scope, cost?: number): TemplateResult;
}
