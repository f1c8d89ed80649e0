import { inspect } from 'node:util';
import { readProperty } from './read-property.ts';

const MESSAGE_MAX_CHARACTERS = 2_000;
const CAUSES_MAX = 3;
const REASONS_MAX = 5;

/**
 * Returns a message for any thrown value, with its causes ("fetch failed (cause: connect ECONNREFUSED …)"), of at most
 * `MESSAGE_MAX_CHARACTERS`. Never throws, even if getters or proxies of the value do.
 */
export function describeThrown(thrown: unknown): string {
  const parts = [describeOne(thrown), describeReasons(thrown)];
  let cause = readProperty(thrown, 'cause');
  for (let count = 1; cause !== undefined && cause !== null && count <= CAUSES_MAX; count++) {
    parts.push(` (cause: ${describeOne(cause)}${describeReasons(cause)})`);
    cause = readProperty(cause, 'cause');
  }
  return cutMessage(parts.join(''));
}

/** Cuts to `MESSAGE_MAX_CHARACTERS` without splitting a surrogate pair. */
export function cutMessage(message: string): string {
  if (message.length <= MESSAGE_MAX_CHARACTERS) return message;
  const kept = message.slice(0, MESSAGE_MAX_CHARACTERS - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/**
 * Returns the messages of the errors in an `AggregateError`, because its own ("All promises were rejected") is useless.
 */
function describeReasons(thrown: unknown): string {
  const errors = readProperty(thrown, 'errors');
  if (!Array.isArray(errors) || errors.length === 0) return '';
  const reasons = errors.slice(0, REASONS_MAX).map(describeOne);
  const rest = errors.length > REASONS_MAX ? `; and ${errors.length - REASONS_MAX} more` : '';
  return ` (${errors.length === 1 ? 'reason' : 'reasons'}: ${reasons.join('; ')}${rest})`;
}

function describeOne(thrown: unknown): string {
  if (typeof thrown === 'string' && thrown !== '') return cutMessage(thrown);
  for (const property of ['message', 'name']) {
    const text = readProperty(thrown, property);
    if (typeof text === 'string' && text !== '') return cutMessage(text);
  }
  return `A value that is not an error was thrown: ${inspectSafely(thrown)}`;
}

/** Returns a bounded text of a value without calling its code. */
function inspectSafely(value: unknown): string {
  try {
    return inspect(value, {
      depth: 1,
      maxArrayLength: 5,
      maxStringLength: 200,
      breakLength: Number.POSITIVE_INFINITY,
      customInspect: false,
      getters: false,
    });
  } catch {
    return `(${typeof value})`;
  }
}
