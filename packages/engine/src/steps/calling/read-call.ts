import { DEPENDENCY_PATTERN, NAME_PATTERN } from '@ag06/contracts';
import type { ViolationList } from '../../compile/definition-fields.ts';
import { readCallPolicies, readTimeoutMs } from '../../compile/read-policies.ts';
import type { VisibleNames } from '../../expression/names.ts';
import { readOwn } from '../../json-value.ts';
import { compileTemplate } from '../../template/compile-template.ts';
import type { Step } from '../step.ts';
import type { StepSource } from '../step-source.ts';
import type { AgentCall, StepDeadlines } from './agent-call.ts';

/** The fields of a call, besides `agent`. */
export const CALL_FIELDS = [
  'dependency',
  'with',
  'retry',
  'timeout',
  'priority',
  'idempotent',
  'startWithin',
  'within',
] as const;

/**
 * Reads the agent of a step, its input and its policies. Returns undefined, with violations, if no agent is named.
 */
export function readCall(
  source: StepSource,
  names: VisibleNames,
  violations: ViolationList,
): Omit<AgentCall, keyof Step> | undefined {
  const { body, path, defaults } = source;
  const agent = readAgent(source, violations);
  const policies = readCallPolicies(body, defaults, path, violations);
  const dependency = readDependency(source, violations);
  const deadlines = readDeadlines(source, violations);
  const idempotent = readIdempotent(source, violations);
  const input = compileTemplate(readOwn(body, 'with') ?? {}, [...path, 'with'], { names, violations });
  return agent === undefined
    ? undefined
    : { agent, dependency, idempotent, with: input, deadlines, ...policies };
}

function readDeadlines({ body, path }: StepSource, violations: ViolationList): StepDeadlines | undefined {
  const [startWithin, within] = [readOwn(body, 'startWithin'), readOwn(body, 'within')];
  if (startWithin === undefined && within === undefined) return undefined;
  return {
    startWithinMs: readTimeoutMs(startWithin, [...path, 'startWithin'], violations),
    withinMs: readTimeoutMs(within, [...path, 'within'], violations),
  };
}

/** A step without such a field has its violation already. */
function readAgent({ body, path }: StepSource, violations: ViolationList): string | undefined {
  const agent = readOwn(body, 'agent');
  if (agent === undefined) return undefined;
  if (typeof agent === 'string' && NAME_PATTERN.test(agent)) return agent;
  const expected = "an agent's name: lower-case letters, digits, . _ -, at most 128 long";
  violations.add([...path, 'agent'], expected, agent);
  return undefined;
}

function readDependency({ body, path }: StepSource, violations: ViolationList): string | undefined {
  const dependency = readOwn(body, 'dependency');
  if (dependency === undefined) return undefined;
  if (typeof dependency === 'string' && DEPENDENCY_PATTERN.test(dependency)) return dependency;
  const expected = "a dependency's name, as it is: lower-case letters, digits, . _ : -, at most 128 long";
  violations.add([...path, 'dependency'], expected, dependency);
  return undefined;
}

function readIdempotent({ body, path }: StepSource, violations: ViolationList): boolean | undefined {
  const idempotent = readOwn(body, 'idempotent');
  if (idempotent === undefined || typeof idempotent === 'boolean') return idempotent;
  violations.add([...path, 'idempotent'], 'true or false', idempotent);
  return undefined;
}
