import type { ApprovalOutput, StepDefinition, StepDefinitionOf } from '@ag06/contracts';
import type { ZodType, z } from 'zod';
import type { Expression } from './expression.ts';
import type { Untyped } from './ref.ts';
import { toInputSchema } from './to-input-schema.ts';
import { toWritten } from './to-written.ts';

/** The options of every step that waits; `needs` names steps that it waits for without reading them. */
interface WaitingPolicies<Ids> {
  readonly when?: Expression<boolean> | string;
  readonly needs?: readonly Ids[];
  readonly onFailure?: 'fail' | 'continue';
}

/**
 * Until when a step waits: for a duration, or until the moment that an expression gives as a duration or RFC 3339 time.
 */
export interface WaitSpec<Ids> extends WaitingPolicies<Ids> {
  readonly wait: number | string | Expression<string | number>;
}

/** Which signal a step waits for, and for how long at most. */
export interface SignalSpec<Ids> extends WaitingPolicies<Ids> {
  readonly signal: string;
  /** Checks the payload, as JSON Schema; transforms and defaults of the schema are not applied. */
  readonly schema?: ZodType;
  readonly timeout?: number | string;
}

/** What a person is asked, and for how long at most. */
export interface ApproveSpec<Ids> extends WaitingPolicies<Ids> {
  /** The name of the signal that carries the answer. */
  readonly signal: string;
  readonly ask: string | Expression;
  /** The answers that are offered. Default: approve, reject. */
  readonly choices?: readonly string[];
  readonly timeout?: number | string;
}

/** Refuses excess fields of a specification: TypeScript does not check them in a returned object. */
export type Only<Spec, Allowed> = { readonly [K in Exclude<keyof Spec, keyof Allowed>]: never };

/** The payload of a signal: what its schema takes. */
export type PayloadOf<Spec> = Spec extends { readonly schema: infer Schema extends ZodType }
  ? z.input<Schema>
  : Untyped;

/** The answer of a person. */
export type AnswerOf<Spec> = Omit<ApprovalOutput, 'choice'> & { choice: ChoiceOf<Spec> };
type ChoiceOf<Spec> = Spec extends { readonly choices: readonly (infer Choice extends string)[] }
  ? Choice
  : 'approve' | 'reject';

/** @throws Refusal INPUT_SCHEMA_INVALID */
export function toSignalStep(id: string, { schema, ...spec }: SignalSpec<string>): StepDefinition {
  const written = toWritten(spec) as unknown as StepDefinitionOf<'signal'>;
  if (schema === undefined) return written;
  return { ...written, schema: toInputSchema(`The schema of the step "${id}"`, schema) };
}

export function toApproveStep({ signal, ask, choices, ...spec }: ApproveSpec<string>): StepDefinition {
  return toWritten({ approve: { signal, ask, choices }, ...spec }) as unknown as StepDefinition;
}
