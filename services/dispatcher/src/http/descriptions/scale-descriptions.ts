import { ScaleListQuery, ScaleListView, ScaleQuery, ScaleView } from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const SCALE = {
  agent: 'text.analyse',
  wanted: 4,
  ready: 3,
  draining: 0,
  why: 'backlog',
  reason:
    '80 attempts/s are expected in 30 s: one takes 310 ms, and a worker has 10 slots, of which 85 % are used; 120 wait and are worked off within 30 s.',
  bounds: { min: 0, max: 20 },
  waiting: 120,
  delayed: 2,
  oldestMs: 900,
  running: 30,
  slots: 30,
  arrivalsPerSec: 80,
  completionsPerSec: 78.5,
  forecastPerSec: 80,
  serviceMs: 310,
  bootSeconds: 30,
  coolDownSeconds: 60,
};
const DETAILS =
  'From counters that the dispatcher reads every few seconds; the answer itself reads nothing. An autoscaler may give `min`, `max`, `bootSeconds` (from its decision until a worker takes work) and `coolDownSeconds` (workers go when they were not needed for so long). Without, an agent has the bounds of `agent({ bounds: { replicas } })`, or at least 1. With `min=0` an idle agent has none, and the first activation that waits wants one.';

export const listScaleDescription: RouteDescription = {
  id: 'listScale',
  tag: 'fleet',
  summary: 'How many workers each agent should have, and why.',
  details: DETAILS,
  query: ScaleListQuery,
  answers: {
    200: {
      description: 'All of them, or those that are asked for.',
      schema: ScaleListView,
      example: { ageMs: 800, wanted: 4, items: [SCALE] },
    },
  },
  problems: { 404: ['AGENT_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const showScaleDescription: RouteDescription = {
  id: 'showScale',
  tag: 'fleet',
  summary: 'How many workers one agent should have, and why.',
  details: DETAILS,
  query: ScaleQuery,
  answers: { 200: { description: 'Its number is `wanted`.', schema: ScaleView, example: SCALE } },
  problems: { 404: ['AGENT_UNKNOWN'], 422: ['QUERY_INVALID'] },
};
