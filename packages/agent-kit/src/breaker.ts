import {
  BreakerSettings,
  DEFAULT_BREAKER,
  DEPENDENCY_PATTERN,
  type Duration,
  Refusal,
} from '@ag06/contracts';
import { toMilliseconds } from './duration.ts';

/** When the breaker of a dependency opens, and how it closes again; `off`: there is no breaker. */
export type BreakerSpec =
  | {
      /** Failures in a row, in the whole fleet, that open it; 5. */
      readonly consecutiveFailures?: number;
      /**
       * Opens it as well: at least this share (0 to 1) of at least `minimumCalls` calls (10) within `window` failed.
       */
      readonly failureRate?: {
        readonly threshold: number;
        readonly window: Duration;
        readonly minimumCalls?: number;
      };
      /** How long no call is made, 10 s; as long again when the calls that are tried then fail. */
      readonly openFor?: Duration;
      /** Calls that are tried then, in the whole fleet, 5; the first that succeeds closes it. */
      readonly probes?: number;
    }
  | 'off';

const DEFAULT_MINIMUM_CALLS = 10;
const FIELDS = ['consecutiveFailures', 'failureRate', 'openFor', 'probes'] as const;

/**
 * Returns the settings with defaults; undefined for no breaker. An agent that names neither a dependency nor a breaker
 * has none, because a bug of its code for some inputs must not stop it for all.
 *
 * @param hasDependency whether the agent names one
 * @throws Refusal BREAKER_INVALID or DURATION_INVALID
 */
export function toBreakerSettings(
  spec: BreakerSpec | undefined,
  agent: string,
  hasDependency: boolean,
): BreakerSettings | undefined {
  if (spec === 'off') return undefined;
  if (spec === undefined) return hasDependency ? DEFAULT_BREAKER : undefined;
  if (typeof spec !== 'object' || spec === null)
    throw refuse(agent, `'off' or an object of ${FIELDS.join(', ')}`);
  const unknown = Object.keys(spec).find((key) => !FIELDS.some((field) => field === key));
  if (unknown !== undefined) throw refuse(agent, `one of ${FIELDS.join(', ')}, not "${unknown}"`);
  const { failureRate: rate, openFor, ...counts } = spec;
  const parsed = BreakerSettings.safeParse({
    ...DEFAULT_BREAKER,
    ...counts,
    ...(openFor !== undefined && {
      openForMs: toMilliseconds(openFor, `breaker.openFor of agent "${agent}"`),
    }),
    ...(rate !== undefined && {
      failureRate: {
        threshold: rate.threshold,
        windowMs: toMilliseconds(rate.window, `breaker.failureRate.window of agent "${agent}"`),
        minimumCalls: rate.minimumCalls ?? DEFAULT_MINIMUM_CALLS,
      },
    }),
  });
  if (parsed.success) return parsed.data;
  throw refuse(
    agent,
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

/** A name, or a function that returns one for the unchecked input; undefined: no breaker. */
export type Dependency = string | ((input: unknown) => string | undefined);

/**
 * Returns the dependency whose breaker guards an agent's calls if its steps name none.
 *
 * @throws Refusal DEPENDENCY_INVALID
 */
export function toDependency(dependency: Dependency | undefined, agent: string): Dependency {
  if (dependency === undefined) return agent;
  if (typeof dependency === 'function') return dependency;
  if (typeof dependency === 'string' && DEPENDENCY_PATTERN.test(dependency)) return dependency;
  throw new Refusal(
    422,
    'DEPENDENCY_INVALID',
    `The dependency of agent "${agent}" begins with a lower-case letter or digit and goes on with at most 127 of a-z 0-9 . _ : - (such as "billing-api"); got ${JSON.stringify(dependency)}.`,
  );
}

const refuse = (agent: string, expected: string): Refusal =>
  new Refusal(422, 'BREAKER_INVALID', `The \`breaker\` of agent "${agent}" is not as expected: ${expected}.`);
