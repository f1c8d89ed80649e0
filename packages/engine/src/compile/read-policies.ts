import { type Json, PRIORITIES, type Priority } from '@ag06/contracts';
import { DURATION_EXPECTED, toDurationMs } from '../duration.ts';
import type { PathSegment } from '../field-path.ts';
import { type JsonObject, readOwn } from '../json-value.ts';
import type { RetryPolicy } from '../retry-delay.ts';
import { ON_FAILURE, type OnFailure } from '../steps/step.ts';
import { needObject, readChoice, refuseUnknownFields, type ViolationList } from './definition-fields.ts';

/** The fields of a workflow's `defaults`. */
export const POLICY_FIELDS = ['retry', 'timeout', 'priority', 'onFailure'] as const;
const RETRY_FIELDS = ['maxAttempts', 'backoff', 'initialDelay', 'maxDelay', 'factor', 'jitter'] as const;
const MAX_ATTEMPTS = 1_000;
const MAX_FACTOR = 1_000;

/** The policies of a call to an agent. */
interface CallPolicies {
  readonly retry: RetryPolicy;
  readonly timeoutMs: number | undefined;
  readonly priority: Priority | undefined;
}

/** Everything that `defaults` may set. */
export interface Policies extends CallPolicies {
  readonly onFailure: OnFailure;
}

/** Reads the policies of `defaults`. An absent one is inherited from the outer level. */
export function readPolicies(
  object: JsonObject,
  outer: Policies,
  path: readonly PathSegment[],
  violations: ViolationList,
): Policies {
  return {
    ...readCallPolicies(object, outer, path, violations),
    onFailure: readOnFailure(object, outer, path, violations),
  };
}

/** Reads the call policies of a step or of `defaults`. An absent one is inherited from the outer level. */
export function readCallPolicies(
  object: JsonObject,
  outer: CallPolicies,
  path: readonly PathSegment[],
  violations: ViolationList,
): CallPolicies {
  const priority = readChoice(readOwn(object, 'priority'), PRIORITIES, [...path, 'priority'], violations);
  return {
    retry: readRetry(readOwn(object, 'retry'), outer.retry, [...path, 'retry'], violations),
    timeoutMs: readTimeoutMs(readOwn(object, 'timeout'), [...path, 'timeout'], violations) ?? outer.timeoutMs,
    priority: priority ?? outer.priority,
  };
}

export function readOnFailure(
  object: JsonObject,
  outer: Pick<Policies, 'onFailure'>,
  path: readonly PathSegment[],
  violations: ViolationList,
): OnFailure {
  const written = readOwn(object, 'onFailure');
  return readChoice(written, ON_FAILURE, [...path, 'onFailure'], violations) ?? outer.onFailure;
}

/** Reads a duration of at least 1 ms. Returns undefined if absent or, with a violation, if wrong. */
export function readTimeoutMs(
  value: Json | undefined,
  path: readonly PathSegment[],
  violations: ViolationList,
): number | undefined {
  const timeoutMs = readDurationMs(value, path, violations);
  if (timeoutMs !== 0) return timeoutMs;
  violations.add(path, 'a timeout of at least 1ms', value);
  return undefined;
}

/** Reads how long runs are kept from their end, at least a second. */
export function readRetentionMs(value: Json | undefined, violations: ViolationList): number | undefined {
  const retentionMs = readDurationMs(value, ['retention'], violations);
  if (retentionMs === undefined || retentionMs >= RETENTION_LEAST_MS) return retentionMs;
  violations.add(['retention'], 'a duration of at least 1s', value);
  return undefined;
}

const RETENTION_LEAST_MS = 1_000;

function readDurationMs(
  value: Json | undefined,
  path: readonly PathSegment[],
  violations: ViolationList,
): number | undefined {
  if (value === undefined) return undefined;
  const durationMs = toDurationMs(value);
  if (durationMs === undefined) violations.add(path, DURATION_EXPECTED, value);
  return durationMs;
}

function readRetry(
  value: Json | undefined,
  outer: RetryPolicy,
  path: readonly PathSegment[],
  violations: ViolationList,
): RetryPolicy {
  if (value === undefined) return outer;
  const object = needObject(value, path, violations);
  if (object === undefined) return outer;
  refuseUnknownFields(object, RETRY_FIELDS, path, violations);
  const at = (field: (typeof RETRY_FIELDS)[number]) => [...path, field];
  const read = (field: (typeof RETRY_FIELDS)[number]) => readOwn(object, field);
  return Object.freeze({
    maxAttempts: readMaxAttempts(read('maxAttempts'), at('maxAttempts'), violations) ?? outer.maxAttempts,
    backoff:
      readChoice(read('backoff'), ['exponential', 'fixed'], at('backoff'), violations) ?? outer.backoff,
    initialDelayMs:
      readDurationMs(read('initialDelay'), at('initialDelay'), violations) ?? outer.initialDelayMs,
    maxDelayMs: readDurationMs(read('maxDelay'), at('maxDelay'), violations) ?? outer.maxDelayMs,
    factor: readFactor(read('factor'), at('factor'), violations) ?? outer.factor,
    jitter: readChoice(read('jitter'), ['full', 'none'], at('jitter'), violations) ?? outer.jitter,
  });
}

function readMaxAttempts(
  value: Json | undefined,
  path: readonly PathSegment[],
  violations: ViolationList,
): number | undefined {
  if (value === undefined) return undefined;
  const isValid = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_ATTEMPTS;
  if (isValid) return value;
  violations.add(path, `an integer from 1 to ${MAX_ATTEMPTS}, the first attempt included`, value);
  return undefined;
}

function readFactor(
  value: Json | undefined,
  path: readonly PathSegment[],
  violations: ViolationList,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value >= 1 && value <= MAX_FACTOR) return value;
  violations.add(path, `a number from 1 to ${MAX_FACTOR}`, value);
  return undefined;
}
