import { z } from 'zod';
import { RUN_STATUSES } from '../status.ts';

const LISTED = z.enum(RUN_STATUSES).exclude(['waiting']);
const REMEDY =
  'runs whose steps all wait are listed as running: GET /v1/approvals lists what waits for an answer, and GET /v1/runs/{id}/explain says what one run waits for';

/** A status by which runs are listed. `waiting` is told of a single run, because no list counts what its steps wait for. */
export const ListedStatus = z.enum(LISTED.options, {
  error: ({ input }) => (input === 'waiting' ? `one of ${LISTED.options.join(', ')}; ${REMEDY}` : undefined),
});
