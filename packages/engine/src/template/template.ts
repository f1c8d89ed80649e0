import type { Json } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';

/** The values that a step's expressions may see. Missing keys read as null. */
export interface Scope {
  readonly input: Json;
  /** Only steps reachable through `needs`. */
  readonly steps: Readonly<Record<string, StepValues>>;
  readonly run: { readonly id: string; readonly correlationId: string; readonly attempt: number };
  /** Only in the `with` of a `forEach` step; `index` counts from 0. */
  readonly item?: { readonly value: Json; readonly index: number };
}

export interface StepValues {
  readonly output: Json;
  readonly status: string;
  readonly error: Json;
}

/** The parts of a run that a template names, so that a claim returns just these. */
export interface Reads {
  readonly input: boolean;
  /** Step ids, each with the parts of it that are named. */
  readonly steps: Readonly<Record<string, readonly ('output' | 'status' | 'error')[]>>;
}

/** The value of a template, or why it has none. */
export type TemplateResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** A JSON value whose strings may hold `${…}`; `evaluate` never throws. */
export interface Template {
  readonly reads: Reads;
  /** The same as fields of a run. */
  readonly fields: readonly RunField[];
  /** Fields that a result holds whole, once for each time: it has no fewer bytes than they have. */
  readonly wholes: readonly RunField[];
  evaluate(scope: Scope): TemplateResult;
}
