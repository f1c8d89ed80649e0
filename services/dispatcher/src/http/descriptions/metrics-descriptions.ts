import { NoQuery, TargetListView } from '@ag06/contracts/api';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

export const listTargetsDescription: RouteDescription = {
  id: 'listTargets',
  tag: 'fleet',
  summary: 'Lists where Prometheus scrapes the processes of the fleet.',
  details:
    'In the form of Prometheus’s HTTP service discovery (`http_sd_configs`). A process that has sent no heartbeat for 15 s is not listed.',
  query: NoQuery,
  answers: {
    200: {
      description: 'All of them.',
      schema: TargetListView,
      example: [
        { targets: ['127.0.0.1:9464'], labels: { service: 'dispatcher', instance_id: 'd-1a2b3c4d' } },
      ],
    },
  },
  problems: { 422: ['QUERY_INVALID'] },
};

export const metricsDescription: RouteDescription = {
  id: 'readMetrics',
  tag: 'health',
  summary: 'The metrics of this dispatcher, as at its own port for metrics.',
  answers: {
    200: {
      description: 'In the text form of Prometheus.',
      schema: z.string(),
      type: 'text/plain',
      example: 'ag06_workers_live 2\n',
    },
  },
};
