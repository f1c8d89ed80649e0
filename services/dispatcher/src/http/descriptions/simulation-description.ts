import { NoQuery, SimulationOrder, SimulationView } from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const EXAMPLE = {
  agent: 'core.echo',
  sentence:
    'With concurrency 40 instead of 10, 95 % of attempts would begin within 12 ms (90 %: 3 ms to 240 ms) instead of 8.1 s, late are 0.4 % (90 %: 0.0 % to 2.1 %) instead of 11 %, and the value changes by 3.1 (90 %: 2.2 to 3.9) per second.',
  from: '2026-01-01T03:04:05.678Z',
  to: '2026-01-02T03:04:05.678Z',
  now: { concurrency: 10, replicas: 2 },
  proposed: { concurrency: 40, replicas: 2 },
  measures: [
    {
      measure: 'waitP95Ms',
      recorded: 8_240,
      now: { value: 8_100, low: 5_200, high: 12_400 },
      proposed: { value: 12, low: 3, high: 240 },
      difference: { value: -8_088, low: -12_100, high: -5_000 },
    },
  ],
  caveats: [
    {
      code: 'MORE_THAN_SEEN',
      sentence: 'Never more than 20 ran at once: what 61 bring is extrapolated.',
    },
  ],
  basis: {
    runs: 1_903,
    steps: 5_709,
    attempts: 5_790,
    coveredSeconds: 86_400,
    blocks: 20,
    replicates: 24,
    mostAtOnce: { recorded: 20, proposed: 61 },
  },
};

export const simulateTuningDescription: RouteDescription = {
  id: 'simulateTuning',
  tag: 'tuning',
  summary:
    'Tells what other settings of an agent would bring, by a replay of what was recorded, with intervals.',
  details:
    'Nothing is changed. Arrivals and service times are read from the logs of runs, also archived ones, and replayed with what is in force and with what is proposed. How long attempts take with more at a time than ever ran is extrapolated; intervals are wide then, and a caveat says so. A dispatcher computes one answer at a time.',
  query: NoQuery,
  body: {
    schema: SimulationOrder,
    types: ['application/json'],
    example: { settings: { concurrency: 40 }, from: '2026-01-01T03:04:05Z' },
  },
  answers: {
    200: {
      description: 'As recorded, as it is, as proposed, and the difference.',
      schema: SimulationView,
      example: EXAMPLE,
    },
  },
  problems: {
    400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    404: ['AGENT_UNKNOWN'],
    413: ['BODY_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: [
      'SIMULATION_INVALID',
      'SIMULATION_SETTINGS_UNKNOWN',
      'SIMULATION_TOO_LITTLE',
      'NUMBER_INEXACT',
      'QUERY_INVALID',
    ],
    429: ['SIMULATION_BUSY'],
  },
};
