import { RunTreeView, TreeQuery } from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const RUN = 'r0-0mwvdobfe36IBKNqGC560';
const CREATED_AT = '2026-11-28T09:00:00.000Z';

export const showTreeDescription: RouteDescription = {
  id: 'showTree',
  tag: 'runs',
  summary: 'Shows a run with the runs that its steps started, and those that these started.',
  details:
    'Level by level, until there are `limit` runs: so the deepest are left out. Of each run the newest `children` are shown and the newest 500 counted by their status; `GET /v1/runs?parent=…` lists all of them.',
  query: TreeQuery,
  answers: {
    200: {
      description: 'The tree.',
      schema: RunTreeView,
      example: {
        nodes: [
          {
            runId: RUN,
            depth: 0,
            workflow: 'order',
            status: 'running',
            createdAt: CREATED_AT,
            children: { counts: { running: 1 }, isWhole: true },
          },
          {
            runId: 'r0-1mwvdobfe36IBKNqGC560',
            depth: 1,
            workflow: 'shipping',
            status: 'running',
            parent: { runId: RUN, step: 'ship', attempt: 1 },
            createdAt: CREATED_AT,
          },
        ],
        isCut: false,
      },
    },
  },
  problems: { 404: ['RUN_UNKNOWN'], 422: ['QUERY_INVALID'] },
};
