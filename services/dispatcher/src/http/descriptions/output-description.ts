import { StepQuery } from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

export const showOutputDescription: RouteDescription = {
  id: 'showOutput',
  tag: 'runs',
  summary: 'Gives the output of a step, or of one item of it, whatever its size.',
  details:
    'The JSON itself, as it was recorded. An output above 256 KiB is read from the store while it is sent.',
  query: StepQuery,
  answers: {
    200: { description: 'The output.', schema: z.json(), example: { text: 'Hello, you' } },
  },
  problems: { 404: ['RUN_UNKNOWN', 'OUTPUT_UNKNOWN'], 422: ['QUERY_INVALID'] },
};
