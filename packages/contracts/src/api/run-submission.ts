import { z } from 'zod';
import type { Json } from '../json.ts';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN } from '../names.ts';
import { PRIORITIES } from '../priority.ts';

/** Text without control characters and without halves of characters: what every store keeps as it is. */
const TAG_PATTERN = /^[^\p{Cc}\p{Cs}]+$/u;

/** Whatever a parser of JSON gave; nothing of it is copied, for copies lose keys such as `__proto__`. */
const parsedJson = z.unknown() as unknown as z.ZodType<Json>;

/** The body of `POST /v1/runs`; `delay` and `timeout` are durations. */
export const RunSubmission = z
  .strictObject({
    workflow: z.string().regex(NAME_PATTERN),
    version: z.string().min(1).max(128).optional(),
    input: parsedJson.default(null),
    priority: z.enum(PRIORITIES).default('normal'),
    tags: z.array(z.string().max(LIMITS.tagLength).regex(TAG_PATTERN)).max(LIMITS.tags).default([]),
    delay: z.union([z.int(), z.string()]).optional(),
    timeout: z.union([z.int(), z.string()]).optional(),
  })
  .meta({ id: 'RunSubmission' });
export type RunSubmission = z.infer<typeof RunSubmission>;
