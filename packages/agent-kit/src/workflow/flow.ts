import {
  type Json,
  type Priority,
  Refusal,
  type RetryDefinition,
  type StepDefinition,
  type StepDefinitionOf,
} from '@ag06/contracts';
import type { AgentTypes } from '../agent.ts';
import type { Expressible } from './expressible.ts';
import type { Expression } from './expression.ts';
import { createRef, type Ref, type Untyped } from './ref.ts';
import { findSteps, toWritten } from './to-written.ts';
import {
  type AnswerOf,
  type ApproveSpec,
  type Only,
  type PayloadOf,
  type SignalSpec,
  toApproveStep,
  toSignalStep,
  type WaitSpec,
} from './waiting-specs.ts';

/** An agent by itself, or by its name alone where it lives elsewhere: then nothing is known of its types. */
type StepAgent<Input, Output> = ({ readonly name: string } & AgentTypes<Input, Output>) | string;

/** A workflow by itself, or by its name alone where it lives elsewhere: then nothing is known of its types. */
type StepWorkflow<Input, Output> =
  | {
      readonly name: string;
      readonly '~types'?: { readonly input: Input; readonly output: Output } | undefined;
    }
  | string;

/** The options of a step that runs a workflow; `with` is the input of its child. */
type ChildSpec<Input, Ids> = ChildPolicies<Ids> & WithSpec<Input>;

/** The options of a step; `needs` names steps that it waits for without reading them. */
export type StepSpec<Input, Ids> = StepPolicies<Ids> & WithSpec<Input>;

type WithSpec<Input> = Empty extends Input
  ? { readonly with?: Expressible<Input> }
  : { readonly with: Expressible<Input> };

/** The specification of a step for a workflow with this input. */
type ChildSpecFor<Input, Outputs> = ChildSpec<
  Input extends Untyped ? unknown : Input,
  keyof Outputs & string
>;

/** The specification of a step for an agent with this input, after steps with these outputs. */
type SpecFor<AgentInput, Outputs> = StepSpec<
  AgentInput extends Untyped ? unknown : AgentInput,
  keyof Outputs & string
>;

type Empty = Readonly<Record<never, never>>;

interface StepPolicies<Ids> {
  readonly when?: Expression<boolean> | string;
  /** The step is done for each element of this list, which its expressions name `item`; its output is a list too. */
  readonly forEach?: Expression<readonly unknown[] | null> | readonly unknown[] | string;
  /** How many items run at a time. */
  readonly concurrency?: number;
  /** The dependency whose breaker guards its calls; absent: that of the agent. */
  readonly dependency?: string;
  readonly needs?: readonly Ids[];
  readonly retry?: RetryDefinition;
  readonly timeout?: number | string;
  readonly startWithin?: number | string;
  readonly within?: number | string;
  readonly priority?: Priority;
  /** Whether a slow call may be made a second time; absent: as the agent says. */
  readonly idempotent?: boolean;
  readonly onFailure?: 'fail' | 'continue';
  /**
   * The step begins anew until this is true of its `output`, at most so many times; not beside `forEach`. In `until` a field of
   * `output` is not null, although `with` has the same names, in which it may be.
   */
  readonly repeat?: { readonly until: Expression<boolean | null> | string; readonly max: number };
}

type ChildPolicies<Ids> = Pick<
  StepPolicies<Ids>,
  'when' | 'forEach' | 'concurrency' | 'needs' | 'retry' | 'timeout' | 'within' | 'onFailure' | 'repeat'
> & {
  /** A version of the workflow; by default the latest when the child starts. */
  readonly version?: string;
};

/** Refuses excess fields of a specification or its `with`: TypeScript does not check them in a returned object. */
type Exactly<Spec, Input, Policies = StepPolicies<string>> = {
  readonly [K in Exclude<keyof Spec, keyof Policies | 'with'>]: never;
} & (Spec extends { readonly with: Expression } ? unknown : WithExactly<Spec, Input>);
type WithExactly<Spec, Input> = Spec extends { readonly with: infer With }
  ? { readonly with: { readonly [K in Exclude<keyof With, KnownKeys<Input, With>>]: never } }
  : unknown;
type KnownKeys<Input, With> = Input extends Untyped
  ? keyof With
  : unknown extends Input
    ? keyof With
    : Input extends object
      ? string extends keyof Input
        ? keyof With
        : keyof Input
      : keyof With;

/** The output of a step is null if it was skipped, or if it failed and the run continues. */
type OutputOf<Output, Spec> = Spec extends { readonly forEach: unknown }
  ? (Spec extends { readonly onFailure: 'continue' } ? Output | null : Output)[] | SkippedOf<Spec>
  : Spec extends { readonly onFailure: 'continue' }
    ? Output | null
    : Output | SkippedOf<Spec>;
type SkippedOf<Spec> = Spec extends { readonly when: unknown } ? null : never;

/** The names that expressions may use: the input, the steps so far, the run. */
export interface Scope<Input, Outputs> {
  readonly input: Ref<Input>;
  readonly steps: { readonly [Id in keyof Outputs]: StepRef<Outputs[Id]> };
  /** `schedule` and `slot` are those of a run that a schedule started. */
  readonly run: Ref<{
    id: string;
    correlationId: string;
    attempt: number;
    schedule: string | null;
    slot: string | null;
  }>;
}

/** Further names in a step's own expressions: the element of its `forEach`, whose type is unknown; those of its `repeat`. */
export interface StepScope<Input, Outputs, Output = unknown> extends Scope<Input, Outputs> {
  readonly item: Ref<Untyped>;
  /** From 0. */
  readonly index: Ref<number>;
  /** From 0. */
  readonly iteration: Ref<number>;
  /** The step's own last output: in `with` null before the first. */
  readonly output: Ref<Output extends Untyped ? Untyped : Output | null>;
}

interface StepRef<Output> {
  readonly output: Ref<Output>;
  readonly status: Ref<string>;
  readonly error: Ref<{ code: string; message: string } | null>;
}

/**
 * The steps of a workflow, one after the other: each can name those before it. Never changed; `step` gives a longer
 * one.
 */
export class Flow<Input, Outputs> {
  /** Never set: it carries the types. */
  declare readonly '~types'?: { readonly input: Input; readonly outputs: Outputs };
  readonly steps: Readonly<Record<string, StepDefinition>>;

  constructor(steps: Readonly<Record<string, StepDefinition>> = {}) {
    this.steps = steps;
  }

  /**
   * Adds a step. It needs the steps that its expressions name, and those in `needs`; without either it starts at once.
   *
   * @throws Refusal STEP_DUPLICATE
   */
  step<
    const Id extends string,
    AgentInput = Untyped,
    AgentOutput = Untyped,
    const Spec extends SpecFor<AgentInput, Outputs> = SpecFor<AgentInput, Outputs>,
  >(
    id: Id,
    agent: StepAgent<AgentInput, AgentOutput>,
    spec?: (scope: StepScope<Input, Outputs, AgentOutput>) => Spec & Exactly<Spec, AgentInput>,
  ): Flow<Input, Outputs & { readonly [K in Id]: OutputOf<AgentOutput, Spec> }> {
    const written = toWritten(spec?.(this.#stepScope<AgentOutput>()) ?? {}) as Partial<
      StepDefinitionOf<'agent'>
    >;
    return this.#with(id, { agent: typeof agent === 'string' ? agent : agent.name, ...written });
  }

  /**
   * Adds a step that runs another workflow as a child of the run. Its output is the child's; of a `forEach`, the list of
   * them; of a `repeat`, that of the last child.
   *
   * @throws Refusal STEP_DUPLICATE
   */
  workflow<
    const Id extends string,
    ChildInput = Untyped,
    ChildOutput = Untyped,
    const Spec extends ChildSpecFor<ChildInput, Outputs> = ChildSpecFor<ChildInput, Outputs>,
  >(
    id: Id,
    workflow: StepWorkflow<ChildInput, ChildOutput>,
    spec?: (
      scope: StepScope<Input, Outputs, ChildOutput>,
    ) => Spec & Exactly<Spec, ChildInput, ChildPolicies<string>>,
  ): Flow<Input, Outputs & { readonly [K in Id]: OutputOf<ChildOutput, Spec> }> {
    const written = toWritten(spec?.(this.#stepScope<ChildOutput>()) ?? {}) as Partial<
      StepDefinitionOf<'workflow'>
    >;
    return this.#with(id, {
      workflow: typeof workflow === 'string' ? workflow : workflow.name,
      ...written,
    });
  }

  /**
   * Adds a step that waits; no worker is busy with it.
   *
   * @throws Refusal STEP_DUPLICATE
   */
  wait<const Id extends string, const Spec extends WaitSpec<keyof Outputs & string>>(
    id: Id,
    spec: (scope: Scope<Input, Outputs>) => Spec,
  ): Flow<Input, Outputs & { readonly [K in Id]: OutputOf<{ readonly dueAt: string }, Spec> }> {
    return this.#with(id, toWritten(spec(this.scope())) as unknown as StepDefinition);
  }

  /**
   * Adds a step that waits for a signal; no worker is busy with it. Its output is the payload, of the type of its `schema`.
   *
   * @throws Refusal STEP_DUPLICATE, INPUT_SCHEMA_INVALID
   */
  signal<const Id extends string, const Spec extends SignalSpec<keyof Outputs & string>>(
    id: Id,
    spec: (scope: Scope<Input, Outputs>) => Spec & Only<Spec, SignalSpec<string>>,
  ): Flow<Input, Outputs & { readonly [K in Id]: OutputOf<PayloadOf<Spec>, Spec> }> {
    return this.#with(id, toSignalStep(id, spec(this.scope())));
  }

  /**
   * Adds a step that asks a person and waits for the answer, which is its output.
   *
   * @throws Refusal STEP_DUPLICATE
   */
  approve<const Id extends string, const Spec extends ApproveSpec<keyof Outputs & string>>(
    id: Id,
    spec: (scope: Scope<Input, Outputs>) => Spec & Only<Spec, ApproveSpec<string>>,
  ): Flow<Input, Outputs & { readonly [K in Id]: OutputOf<AnswerOf<Spec>, Spec> }> {
    return this.#with(id, toApproveStep(spec(this.scope())));
  }

  #with<More>(id: string, step: StepDefinition): Flow<Input, Outputs & More> {
    if (Object.hasOwn(this.steps, id)) {
      throw new Refusal(422, 'STEP_DUPLICATE', `The step ${id} is there already. Give this one another id.`);
    }
    return new Flow({ ...this.steps, [id]: withNeeds(step, Object.keys(this.steps)) });
  }

  #stepScope<Output>(): StepScope<Input, Outputs, Output> {
    return {
      ...this.scope(),
      item: createRef('item'),
      index: createRef('index'),
      iteration: createRef('iteration'),
      output: createRef('output'),
    };
  }

  scope(): Scope<Input, Outputs> {
    const steps = Object.keys(this.steps).map((id) => [id, createRef(`steps.${id}`)]);
    // Without a prototype: a name that is no step reads as undefined.
    const bySteps = Object.assign(Object.create(null), Object.fromEntries(steps));
    return { input: createRef('input'), steps: bySteps, run: createRef('run') };
  }
}

/** Returns the step with `needs` of all steps that its expressions name. */
function withNeeds({ needs = [], ...step }: StepDefinition, known: readonly string[]): StepDefinition {
  const named = findSteps(step as unknown as Json).filter((id) => known.includes(id));
  const all = [...new Set([...needs, ...named])];
  return { ...(all.length > 0 && { needs: all }), ...step };
}
