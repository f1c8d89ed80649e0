import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { NAME_PATTERN, PRINTABLE_PATTERN, RUN_ID_PATTERN } from '../names.ts';
import { RUN_STATUSES } from '../status.ts';
import { parsedJson } from './parsed-json.ts';

const runId = z.string().regex(RUN_ID_PATTERN);
const step = z.string().min(1).max(64);
const effects = z
  .enum(['live', 'recorded'])
  .describe(
    '`live`: steps act again. `recorded`: a call with the input that it had in the source gets the outcome of that, and any other waits until its agent or workflow is allowed by name.',
  );

/** Agents and workflows that may act for real. */
const names = z.array(z.string().regex(NAME_PATTERN)).max(LIMITS.allowedNames);

export const RunOriginView = z
  .object({
    runId,
    seq: z.int().min(0).describe('The last event of the source that the fork knows of.'),
    step: step.optional().describe('The step from which it was forked.'),
    effects,
  })
  .meta({ id: 'RunOrigin', description: 'The run of which a run is a fork.' });
export type RunOriginView = z.infer<typeof RunOriginView>;

/** The body of `POST /v1/runs/{id}/fork`. The values of `input` are not copied, because copies lose keys such as `__proto__`. */
export const RunFork = z
  .strictObject({
    from: z
      .union([step, z.int().min(1)])
      .describe(
        'A step, which is done again with all behind it; or the number of the last event that counts.',
      ),
    input: parsedJson.optional().describe('Another input. Steps that read it are done again.'),
    version: z.string().min(1).max(128).optional().describe('Another version of the same workflow.'),
    effects,
    allow: names.optional().describe('Agents and workflows that may act in a fork with recorded effects.'),
  })
  .meta({ id: 'RunFork' });
export type RunFork = z.infer<typeof RunFork>;

/** The answer to a fork. */
export const RunForked = z
  .object({
    runId,
    status: z.enum(RUN_STATUSES),
    correlationId: z.string().regex(PRINTABLE_PATTERN),
    forkedFrom: RunOriginView,
    kept: z.int().describe('How many steps have the outcome that they had in the source.'),
    again: z
      .array(z.object({ step, because: z.string() }))
      .describe('Steps that had an outcome in the source, and are done again.'),
    dropped: z.array(step).describe('Steps of the source that the version of the fork lacks.'),
  })
  .meta({ id: 'RunForked' });
export type RunForked = z.infer<typeof RunForked>;

/** The body of `POST /v1/runs/{id}/allow`. */
export const RunAllow = z
  .strictObject({ allow: names.min(1).describe('Agents and workflows that may act for real from now on.') })
  .meta({ id: 'RunAllow' });
export type RunAllow = z.infer<typeof RunAllow>;
