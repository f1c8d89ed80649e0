import { LinksView, NoQuery } from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

export const showLinksDescription: RouteDescription = {
  id: 'showLinks',
  tag: 'fleet',
  summary: 'Where traces and logs of runs are shown, as the settings of the dispatcher say.',
  query: NoQuery,
  answers: {
    200: {
      description: 'Templates of addresses; empty without such settings.',
      schema: LinksView,
      example: { trace: 'http://jaeger.example:16686/trace/{traceId}' },
    },
  },
  problems: { 422: ['QUERY_INVALID'] },
};
