import { NAME_PATTERN } from '@ag06/contracts';
import { ViolationList } from '../../compile/definition-fields.ts';
import { readTimeoutMs } from '../../compile/read-policies.ts';
import { readOwn } from '../../json-value.ts';
import { compileInputSchema } from '../../schema/compile-input-schema.ts';
import type { InputJudge } from '../../schema/input-judgement.ts';
import type { StepSource } from '../step-source.ts';
import type { SignalStep } from './signal-step.ts';

const EXPECTED = "a signal's name: lower-case letters, digits, . _ -, at most 128 long";

/** The signal that a step waits for, how long at most, and which payloads it takes. Undefined if it has no name. */
export function readSignal(
  source: StepSource,
  violations: ViolationList,
): Pick<SignalStep, 'signal' | 'park' | 'judgePayload'> | undefined {
  const { body, path } = source;
  const timeoutMs = readTimeoutMs(readOwn(body, 'timeout'), [...path, 'timeout'], violations);
  const judgePayload = readSchema(source, violations);
  const signal = readOwn(body, 'signal');
  if (signal === undefined) return undefined;
  if (typeof signal !== 'string' || !NAME_PATTERN.test(signal)) {
    violations.add([...path, 'signal'], EXPECTED, signal);
    return undefined;
  }
  const until = timeoutMs === undefined ? undefined : { afterMs: timeoutMs };
  return { signal, park: { reason: `signal:${signal}`, until }, judgePayload };
}

/** Both the mistakes of the schema and those of a payload are told where they are: by the check they are in `input`. */
function readSchema({ body, path }: StepSource, violations: ViolationList): InputJudge {
  const found = new ViolationList();
  const judge = compileInputSchema(readOwn(body, 'schema'), 'judged', found);
  const place = [...path, 'schema'].join('.');
  violations.addAll(found.errors.map((error) => ({ ...error, path: error.path.replace(/^input/, place) })));
  return (payload) => {
    const { errors, errorCount } = judge(payload);
    return {
      errors: errors.map((error) => ({ ...error, path: error.path.replace(/^input/, 'payload') })),
      errorCount,
    };
  };
}
