import { z } from 'zod';
import { DURATION_MAX_MS } from '../timing.ts';

const toSchema = (leastMs: 0 | 1) => [
  { type: 'integer' as const, minimum: leastMs, maximum: DURATION_MAX_MS },
  {
    type: 'string' as const,
    pattern: leastMs === 0 ? '^[0-9]{1,15}(ms|s|m|h|d)$' : '^0*[1-9][0-9]{0,14}(ms|s|m|h|d)$',
  },
];

/**
 * A duration as it is sent. `toDurationMs` of the engine decides whether it is valid, and the JSON Schema is exactly as
 * tight.
 */
export const DurationField = z.union([z.int(), z.string()]).meta({
  id: 'Duration',
  description: 'Milliseconds, or a number with its unit, such as `30s`; at most 36500d.',
  anyOf: toSchema(0),
});

/** A duration of at least a millisecond. */
export const TimeoutField = z.union([z.int(), z.string()]).meta({
  id: 'Timeout',
  description: 'Milliseconds, or a number with its unit, such as `30s`; at least 1 ms, at most 36500d.',
  anyOf: toSchema(1),
});
