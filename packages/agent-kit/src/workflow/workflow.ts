import {
  type Duration,
  NAME_PATTERN,
  Refusal,
  type ScheduleDefinition,
  type WorkflowDefinition,
} from '@ag06/contracts';
import type { ZodType, z } from 'zod';
import type { Evaluated } from './expressible.ts';
import type { Expression } from './expression.ts';
import { Flow, type Scope } from './flow.ts';
import { toInputSchema } from './to-input-schema.ts';
import { toWritten } from './to-written.ts';

/** A registered symbol: a workflow made by another copy of this package is still a workflow. */
const WORKFLOW_MARK: unique symbol = Symbol.for('ag06.workflow');

/** A definition with the types of its input and output; made by `workflow()`. The client is typed by it. */
export interface Workflow<Input = unknown, Output = unknown> {
  readonly [WORKFLOW_MARK]: true;
  readonly name: string;
  /** The same as its author would have written in YAML. */
  readonly definition: WorkflowDefinition;
  /** Never set: it carries the types. */
  readonly '~types'?: { readonly input: Input; readonly output: Output } | undefined;
}

type AttributeValue = string | number | boolean;

/** The specification of a workflow. Without `output`, a run returns the outputs of its last steps by their ids. */
export interface WorkflowSpec<I extends ZodType, Outputs, Written> {
  readonly name: string;
  readonly description?: string;
  /** Checks the input of each submission, as JSON Schema; transforms and defaults of the schema are not applied. */
  readonly input: I;
  /** The attributes by which runs are listed, from the input: `({ input }) => ({ total: input.total })`. */
  readonly attributes?: (
    scope: Pick<Scope<z.input<I>, unknown>, 'input'>,
  ) => Readonly<Record<string, Expression<AttributeValue | null | undefined> | string>>;
  readonly defaults?: WorkflowDefinition['defaults'];
  readonly timeout?: Duration;
  /** How long its runs are kept from their end, in the archive too. */
  readonly retention?: Duration;
  /** When runs start by the clock, and their input. */
  readonly schedule?: Omit<ScheduleDefinition, 'input'> & { readonly input?: z.input<I> };
  readonly steps: (flow: Flow<z.input<I>, unknown>) => Flow<z.input<I>, Outputs>;
  readonly output?: (scope: Scope<z.input<I>, Outputs>) => Written;
}

/** The output of a run: the value of `output`, or some of the steps' outputs. */
type RunOutput<Outputs, Written> = unknown extends Written ? Partial<Outputs> : Evaluated<Written>;

/**
 * Defines a workflow in TypeScript: the same definition as in YAML, with types from the input's schema to each step's
 * output. Parts that the types cannot check (durations, ids, expressions in CEL) are checked at the push.
 *
 * @throws Refusal WORKFLOW_NAME_INVALID, INPUT_SCHEMA_INVALID or STEP_DUPLICATE
 */
export function workflow<I extends ZodType, Outputs, const Written = unknown>(
  spec: WorkflowSpec<I, Outputs, Written>,
): Workflow<z.input<I>, RunOutput<Outputs, Written>> {
  const { name, description, input, attributes, defaults, timeout, retention, schedule } = spec;
  checkName(name);
  const flow = spec.steps(new Flow());
  const output = spec.output?.(flow.scope());
  const definition: WorkflowDefinition = {
    name,
    ...(description !== undefined && { description }),
    input: toInputSchema(`The input of workflow "${name}"`, input),
    ...(attributes !== undefined && {
      attributes: toWritten(attributes(flow.scope())) as Record<string, string>,
    }),
    ...(defaults !== undefined && { defaults }),
    ...(timeout !== undefined && { timeout }),
    ...(retention !== undefined && { retention }),
    ...(schedule !== undefined && { schedule: schedule as ScheduleDefinition }),
    steps: { ...flow.steps },
    ...(output !== undefined && { output: toWritten(output) }),
  };
  return { [WORKFLOW_MARK]: true, name, definition };
}

/** Whether a value, e.g. an export of a loaded module, was made by `workflow()`. */
export function isWorkflow(value: unknown): value is Workflow {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return Reflect.get(value, WORKFLOW_MARK) === true;
  } catch {
    return false;
  }
}

function checkName(name: unknown): void {
  if (typeof name === 'string' && NAME_PATTERN.test(name)) return;
  const message = `A workflow's name begins with a lower-case letter or digit and goes on with at most 127 of a-z 0-9 . _ - (such as "folder-digest"); got ${JSON.stringify(name)}.`;
  throw new Refusal(422, 'WORKFLOW_NAME_INVALID', message);
}
