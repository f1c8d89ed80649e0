import { NAME_PATTERN } from '@ag06/contracts';
import type { RunField } from '@ag06/protocol';
import type { ViolationList } from '../../compile/definition-fields.ts';
import { readCallPolicies, readTimeoutMs } from '../../compile/read-policies.ts';
import type { VisibleNames } from '../../expression/names.ts';
import { readOwn } from '../../json-value.ts';
import { DEFAULT_RETRY } from '../../retry-delay.ts';
import { compileTemplate } from '../../template/compile-template.ts';
import type { Step } from '../step.ts';
import type { StepSource } from '../step-source.ts';
import type { ChildCall } from './workflow-step.ts';

/** The fields of a step that runs a workflow, besides `workflow`. */
export const CHILD_FIELDS = ['version', 'with', 'retry', 'timeout', 'within'] as const;

const VERSION_PATTERN = /^[0-9a-f]{16,64}$/;
/** The defaults of a workflow are those of its calls of agents: a child is tried again only where its step says so. */
const ONCE = { retry: { ...DEFAULT_RETRY, maxAttempts: 1 }, timeoutMs: undefined, priority: undefined };

/** Returns undefined, with violations, if no workflow is named. */
export function readChild(
  { body, path }: StepSource,
  names: VisibleNames,
  violations: ViolationList,
): Omit<ChildCall, keyof Step> | undefined {
  const workflow = readOwn(body, 'workflow');
  const version = readOwn(body, 'version');
  const outer = Object.hasOwn(body, 'retry') ? { ...ONCE, retry: DEFAULT_RETRY } : ONCE;
  const { retry, timeoutMs } = readCallPolicies(body, outer, path, violations);
  const withinMs = readTimeoutMs(readOwn(body, 'within'), [...path, 'within'], violations);
  const input = compileTemplate(readOwn(body, 'with') ?? {}, [...path, 'with'], { names, violations });
  if (version !== undefined && !(typeof version === 'string' && VERSION_PATTERN.test(version)))
    violations.add([...path, 'version'], "a workflow's version: 16 to 64 hexadecimal digits", version);
  if (workflow === undefined) return undefined;
  if (typeof workflow !== 'string' || !NAME_PATTERN.test(workflow)) {
    const expected = "a workflow's name: lower-case letters, digits, . _ -, at most 128 long";
    violations.add([...path, 'workflow'], expected, workflow);
    return undefined;
  }
  return {
    workflow,
    version: typeof version === 'string' ? version : undefined,
    with: input,
    retry,
    timeoutMs,
    deadlines: withinMs === undefined ? undefined : { startWithinMs: undefined, withinMs },
  };
}

/** A child's id depends on how often its parent was retried, so whoever starts one reads that as well. */
export const withRound = (reads: readonly RunField[]): readonly RunField[] =>
  Object.freeze([...reads, 'round' as const]);
