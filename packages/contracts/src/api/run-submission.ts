import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN } from '../names.ts';
import { PRIORITIES } from '../priority.ts';
import { DurationField, TimeoutField } from './duration-field.ts';
import { parsedJson } from './parsed-json.ts';

/**
 * Text without control characters and lone surrogates, which every store keeps as it is. The pattern uses only what
 * every dialect understands.
 */
const UNWANTED = String.raw`\u0000-\u001f\u007f-\u009f\ud800-\udfff`;
const TAG_PATTERN = new RegExp(`^[^${UNWANTED}]+$`, 'u');

/** The body of `POST /v1/runs`; `delay` and `timeout` are durations. */
export const RunSubmission = z
  .strictObject({
    workflow: z.string().regex(NAME_PATTERN),
    version: z.string().min(1).max(128).optional(),
    input: parsedJson.default(null),
    priority: z.enum(PRIORITIES).default('normal'),
    tags: z.array(z.string().max(LIMITS.tagLength).regex(TAG_PATTERN)).max(LIMITS.tags).default([]),
    delay: DurationField.optional(),
    timeout: TimeoutField.optional(),
  })
  .meta({ id: 'RunSubmission' });
export type RunSubmission = z.infer<typeof RunSubmission>;
