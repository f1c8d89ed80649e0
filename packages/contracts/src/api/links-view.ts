import { z } from 'zod';

/** 200 of `GET /v1/links`. */
export const LinksView = z
  .object({
    trace: z.string().optional().describe('The address of a trace, as `AG06_TRACE_URL` says.'),
    logs: z
      .string()
      .optional()
      .describe(
        'The address of the log lines of a run, as `AG06_LOGS_URL` says. `{step}`, `{attempt}` and `{worker}` stand for those of one attempt, and are empty for all of them; `{from}` and `{to}` are then around the attempt.',
      ),
  })
  .meta({
    id: 'Links',
    description:
      'Where else there is more about a run. In each address, `{traceId}`, `{runId}`, `{correlationId}`, `{from}` and `{to}` (milliseconds since 1970) stand for those of the run.',
  });
export type LinksView = z.infer<typeof LinksView>;
