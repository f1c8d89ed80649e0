import {
  AgentListView,
  AgentShownView,
  FiguresView,
  NoQuery,
  TuningChange,
  TuningFreeze,
  TuningFrozenView,
  TuningListView,
  TuningSwitchChange,
  TuningSwitched,
  TuningView,
} from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const AT = '2026-01-02T03:04:05.678Z';
const problems = { 422: ['QUERY_INVALID'] };
const bodyProblems = {
  400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
  413: ['BODY_TOO_LARGE'],
  415: ['MEDIA_TYPE_UNSUPPORTED'],
  422: ['TUNING_INVALID', 'NUMBER_INEXACT', 'QUERY_INVALID'],
};

const FIGURES = {
  at: AT,
  ageMs: 420,
  isStale: false,
  leader: 'o-1a2b3c4d',
  fence: 3,
  dropped: 0,
  unreadable: 0,
};
const OUTCOMES = { ok: 118, error: 2, timeout: 0, '429': 0, cancelled: 0, oom: 0 };
const COUNTS = { attempts: 120, steps: 118, outcomes: OUTCOMES, successRate: 0.983 };
const WINDOW = {
  minutes: 1,
  coveredSeconds: 80,
  ...COUNTS,
  perSecond: 1.5,
  duration: { meanMs: 41.2, p50Ms: 38.1, p95Ms: 90.4, p99Ms: 130.7 },
  wait: { meanMs: 3.1, p50Ms: 2.2, p95Ms: 8.9, p99Ms: 12.3 },
};
export const TUNING = {
  agent: 'core.echo',
  version: 4,
  settings: { concurrency: 4 },
  static: { concurrency: 10 },
  publishedAt: AT,
  by: 'operator',
  fence: 3,
  reason: 'The service behind it is slow.',
  workers: [{ id: 'w-1a2b3c4d', configVersion: 4 }],
};

const AGENT = {
  name: 'core.echo',
  workers: 2,
  configVersion: 4,
  figures: { ...COUNTS, inflight: 3, limit: 20, lastAttemptAt: AT, windows: [WINDOW] },
};

export const showAgentDescription: RouteDescription = {
  id: 'showAgent',
  tag: 'fleet',
  summary: 'Shows an agent, with statistics of its attempts.',
  query: NoQuery,
  answers: {
    200: { description: 'The agent.', schema: AgentShownView, example: { ...AGENT, told: FIGURES } },
  },
  problems: { ...problems, 404: ['AGENT_UNKNOWN'] },
};

export const listAgentsDescription: RouteDescription = {
  id: 'listAgents',
  tag: 'fleet',
  summary: 'Lists every agent that a worker has ever served, with statistics of its attempts.',
  query: NoQuery,
  answers: {
    200: {
      description: 'All of them.',
      schema: AgentListView,
      example: {
        figures: FIGURES,
        items: [AGENT],
      },
    },
  },
  problems,
};

export const showFiguresDescription: RouteDescription = {
  id: 'showFigures',
  tag: 'fleet',
  summary: 'Shows throughput and waits of all agents together in each minute of the last hour.',
  details:
    'The leading optimizer counts them; it tells a minute some seconds after its end. Where none leads, none is added, and the next one adds what the store has kept of the samples.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The minutes that had attempts, in their order.',
      schema: FiguresView,
      example: {
        at: AT,
        leader: FIGURES.leader,
        items: [
          {
            at: '2026-01-02T03:03:00.000Z',
            attempts: 120,
            outcomes: OUTCOMES,
            duration: WINDOW.duration,
            wait: WINDOW.wait,
          },
        ],
      },
    },
  },
  problems,
};

export const listTuningDescription: RouteDescription = {
  id: 'listTuning',
  tag: 'tuning',
  summary:
    'Shows the published settings of every agent, the workers that have applied them, and the leading optimizer.',
  query: NoQuery,
  answers: {
    200: {
      description: 'All of them.',
      schema: TuningListView,
      example: {
        leader: { leader: 'o-1a2b3c4d', fence: 3, since: AT },
        figures: FIGURES,
        isStatic: false,
        switched: null,
        frozen: null,
        items: [TUNING],
        invalid: [],
      },
    },
  },
  problems,
};

export const setTuningDescription: RouteDescription = {
  id: 'setTuning',
  tag: 'tuning',
  summary: 'Publishes settings of one agent; the fleet applies them within 2 s.',
  details:
    'They replace all settings that were published before: a knob that is left out goes back to static. With `merge` the others stay. `ageingMs` orders activations that are sent from then on; `replicas` is how many workers `GET /v1/scale` wants, within the bounds.',
  query: NoQuery,
  body: {
    schema: TuningChange,
    types: ['application/json'],
    example: { settings: { concurrency: 4 }, reason: 'The service behind it is slow.' },
  },
  answers: { 200: { description: 'They are published.', schema: TuningView, example: TUNING } },
  problems: {
    ...bodyProblems,
    404: ['AGENT_UNKNOWN'],
    503: ['TUNING_BUSY'],
  },
};

export const switchTuningDescription: RouteDescription = {
  id: 'switchTuning',
  tag: 'tuning',
  summary: 'Makes all workers use their own settings, or the published ones again.',
  query: NoQuery,
  body: {
    schema: TuningSwitchChange,
    types: ['application/json'],
    example: { isStatic: true, reason: 'Something is odd.' },
  },
  answers: {
    200: {
      description: 'It is switched.',
      schema: TuningSwitched,
      example: { isStatic: true, at: AT, by: 'operator', reason: 'Something is odd.' },
    },
  },
  problems: { ...bodyProblems, 503: ['TUNING_BUSY'] },
};

const freeze = {
  tag: 'tuning',
  query: NoQuery,
  body: { schema: TuningFreeze, types: ['application/json'], example: { reason: 'The sale of the year.' } },
  problems: { ...bodyProblems, 503: ['TUNING_BUSY'] },
} as const;
const FROZEN = { isFrozen: true, at: AT, by: 'operator', reason: 'The sale of the year.' };

export const freezeTuningDescription: RouteDescription = {
  ...freeze,
  id: 'freezeTuning',
  summary: 'Keeps the optimizer from changing anything of any agent. Settings stay as they are.',
  answers: { 200: { description: 'It is frozen.', schema: TuningFrozenView, example: FROZEN } },
};

export const unfreezeTuningDescription: RouteDescription = {
  ...freeze,
  id: 'unfreezeTuning',
  summary: 'Lets the optimizer go on. Agents that are frozen by themselves stay so.',
  answers: {
    200: { description: 'It goes on.', schema: TuningFrozenView, example: { ...FROZEN, isFrozen: false } },
  },
};
