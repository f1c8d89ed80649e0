import { type BreakerSettings, type Duration, NAME_PATTERN, Refusal } from '@ag06/contracts';
import { AgentBounds, AgentObjective, type AgentTuning } from '@ag06/contracts/tuning';
import type { ZodType, z } from 'zod';
import { type BreakerSpec, type Dependency, toBreakerSettings, toDependency } from './breaker.ts';
import type { AgentContext } from './context.ts';
import { toMilliseconds } from './duration.ts';

/** A registered symbol: an agent made by another copy of this package is still an agent. */
const AGENT_MARK: unique symbol = Symbol.for('ag06.agent');

/** A named capability with a handler; made by `agent()`. `handler` is called through `runHandler` only. */
export interface Agent<Input = unknown, Output = unknown> {
  readonly [AGENT_MARK]: true;
  readonly name: string;
  readonly description: string | undefined;
  readonly input: ZodType;
  readonly output: ZodType | undefined;
  /** The time-out of one attempt, in milliseconds, of steps that set none; undefined: the worker's default. */
  readonly timeoutMs: number | undefined;
  /** The dependency whose breaker guards the calls of steps that name none. */
  readonly dependency: Dependency;
  /** The settings of that breaker; undefined: no breaker, unless the step names a dependency. */
  readonly breaker: BreakerSettings | undefined;
  /** Whether its handler may run twice for the same step at the same time. */
  readonly idempotent: Idempotent;
  /** Whether it describes its breaker, or says that it has none: published settings then do not change that. */
  readonly hasOwnBreaker: boolean;
  /** How the optimizer is to tune it; undefined: by the defaults. */
  readonly tuning: Pick<AgentTuning, 'objective' | 'bounds'> | undefined;
  handler(input: Input, context: AgentContext): Output | Promise<Output>;
}

/** Whether two calls for the same step do no harm: always, never, or by the unchecked input. */
export type Idempotent = boolean | ((input: unknown) => boolean);

/** The types of an agent that a workflow in TypeScript uses: the input and output of its steps. */
export interface AgentTypes<Given, Result> {
  /** Never set: it carries the types. */
  readonly '~types'?: { readonly given: Given; readonly gives: Result } | undefined;
}

/**
 * The specification of an agent. The handler gets the parsed input and returns a value that the output schema accepts.
 */
export interface AgentSpec<I extends ZodType, O extends ZodType> {
  readonly name: string;
  readonly description?: string;
  readonly input: I;
  readonly output?: O;
  readonly timeout?: Duration;
  /**
   * The service that its calls depend on: a name, or a function of the input that returns one. All steps with the same
   * dependency share its circuit breaker: after `breaker.consecutiveFailures` it lets no call through for a while.
   */
  readonly dependency?: Dependency;
  /**
   * The settings of that breaker. Without a `dependency`, the breaker has the agent's name. With neither, there is no
   * breaker.
   */
  readonly breaker?: BreakerSpec;
  /**
   * Whether two calls with the same input at the same time do no harm; false. Only then a slow call may be made a second
   * time beside the first (the setting `hedgeAfterMs`): the first success counts, and the other's signal aborts.
   */
  readonly idempotent?: Idempotent;
  /** What its steps are worth and its attempts cost, for the optimizer. It has defaults for all that is absent. */
  readonly objective?: AgentObjective;
  /** The bounds within which the optimizer may set its concurrency, time-out and so on. */
  readonly bounds?: AgentBounds;
  readonly handler: (input: z.output<I>, context: AgentContext) => z.input<O> | Promise<z.input<O>>;
}

/**
 * Defines an agent.
 *
 * @throws Refusal AGENT_NAME_INVALID, DURATION_INVALID, BREAKER_INVALID, DEPENDENCY_INVALID or
 *   AGENT_TUNING_INVALID
 */
export function agent<I extends ZodType, O extends ZodType = ZodType>(
  spec: AgentSpec<I, O>,
): Agent<z.output<I>, z.input<O>> & AgentTypes<z.input<I>, z.output<O>> {
  checkName(spec.name);
  return {
    [AGENT_MARK]: true,
    name: spec.name,
    description: spec.description,
    input: spec.input,
    output: spec.output,
    timeoutMs:
      spec.timeout === undefined
        ? undefined
        : toMilliseconds(spec.timeout, `timeout of agent "${spec.name}"`),
    dependency: toDependency(spec.dependency, spec.name),
    breaker: toBreakerSettings(spec.breaker, spec.name, spec.dependency !== undefined),
    idempotent: spec.idempotent ?? false,
    hasOwnBreaker: spec.breaker !== undefined,
    tuning: toTuning(spec),
    handler: spec.handler,
  };
}

/** Whether a value, e.g. an export of a loaded module, was made by `agent()`. */
export function isAgent(value: unknown): value is Agent {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return Reflect.get(value, AGENT_MARK) === true;
  } catch {
    return false;
  }
}

function toTuning(spec: Pick<AgentSpec<ZodType, ZodType>, 'name' | 'objective' | 'bounds'>): Agent['tuning'] {
  const { name, objective, bounds } = spec;
  if (objective === undefined && bounds === undefined) return undefined;
  const tuning: { objective?: AgentObjective; bounds?: AgentBounds } = {};
  if (objective !== undefined)
    tuning.objective = parseTuning(AgentObjective, objective, `objective of agent "${name}"`);
  if (bounds !== undefined) tuning.bounds = parseTuning(AgentBounds, bounds, `bounds of agent "${name}"`);
  return tuning;
}

function parseTuning<T>(schema: ZodType<T>, given: T, what: string): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new Refusal(422, 'AGENT_TUNING_INVALID', `The ${what} is not as expected: ${problems}.`);
}

function checkName(name: unknown): void {
  if (typeof name === 'string' && NAME_PATTERN.test(name)) return;
  throw new Refusal(
    422,
    'AGENT_NAME_INVALID',
    `An agent's name begins with a lower-case letter or digit and goes on with at most 127 of a-z 0-9 . _ - (such as "text.analyse"); got ${JSON.stringify(name)}.`,
  );
}
