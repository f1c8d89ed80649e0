import { z } from 'zod';
import { AGE_NUMBER_MIN_MS, DURATION_MAX_MS } from '../timing.ts';

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

/**
 * How old something has to be to be deleted for good, as it is sent. 90 for 90 days would be 90 ms: a small number is refused,
 * a duration with its unit never.
 */
export const AgeField = z.union([z.int(), z.string()]).meta({
  id: 'Age',
  description:
    'A number with its unit, such as `90d`, at most 36500d; or milliseconds, at least a day of them, or 0 for any age.',
  anyOf: [
    { type: 'integer' as const, minimum: 0, maximum: 0 },
    { type: 'integer' as const, minimum: AGE_NUMBER_MIN_MS, maximum: DURATION_MAX_MS },
    { type: 'string' as const, pattern: '^[0-9]{1,15}(ms|s|m|h|d)$' },
  ],
});

/** A duration of at least a millisecond. */
export const TimeoutField = z.union([z.int(), z.string()]).meta({
  id: 'Timeout',
  description: 'Milliseconds, or a number with its unit, such as `30s`; at least 1 ms, at most 36500d.',
  anyOf: toSchema(1),
});
