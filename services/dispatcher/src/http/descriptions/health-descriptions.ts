import { HealthView, LiveView, ReadyView } from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const AT = '2026-01-02T03:04:05.678Z';

export const liveDescription: RouteDescription = {
  id: 'isLive',
  tag: 'health',
  summary: 'Answers whether the process works, or a restart would help.',
  details: 'A store that is away does not: then the process is live, and not ready.',
  answers: {
    200: { description: 'The process works.', schema: LiveView, example: { status: 'live', duties: [] } },
    503: {
      description: 'A duty hangs although the store answers.',
      schema: LiveView,
      example: { status: 'stuck', duties: ['wake-ups'] },
    },
  },
};

const READY = { status: 'ready', storeAnswers: true, sinceProgressMs: 120, reasons: [] };
export const readyDescription: RouteDescription = {
  id: 'isReady',
  tag: 'health',
  summary: 'Answers whether a submission would be accepted now.',
  details: 'By what this dispatcher has achieved in the last seconds; answered from memory.',
  answers: {
    200: { description: 'It is ready.', schema: ReadyView, example: READY },
    503: {
      description: 'It is not.',
      schema: ReadyView,
      example: {
        status: 'not-ready',
        storeAnswers: false,
        sinceProgressMs: 16_000,
        reasons: [{ code: 'STORE_SILENT', message: 'The connection to the store is down. Check …' }],
      },
    },
  },
};

const SOUND = { score: 100, status: 'ok', ageMs: 420, reasons: [] };
export const healthDescription: RouteDescription = {
  id: 'showHealth',
  tag: 'health',
  summary: 'Scores every part of the fleet, and the whole, from 0 to 100.',
  details:
    'Answered from memory, also while the store is away; `ageMs` is the age of the facts about a component. The whole ' +
    'is the weighted mean, and no better than the worst of store, broker, workers and api. Each reason has a stable code ' +
    'and a remedy.',
  answers: {
    200: {
      description: '`ok` or `degraded`.',
      schema: HealthView,
      example: {
        status: 'degraded',
        score: 97,
        at: AT,
        components: [
          { component: 'store', ...SOUND },
          {
            component: 'optimizer',
            score: 50,
            status: 'degraded',
            ageMs: 900,
            reasons: [
              { code: 'OPTIMIZER_ABSENT', message: 'No optimizer leads. Start one (`ag06 optimizer`). …' },
            ],
          },
        ],
      },
    },
    503: {
      description: '`unhealthy`.',
      schema: HealthView,
      example: {
        status: 'unhealthy',
        score: 0,
        at: AT,
        components: [
          {
            component: 'store',
            score: 0,
            status: 'unhealthy',
            ageMs: 6_100,
            reasons: [{ code: 'STORE_SILENT', message: 'It has not answered for 6.1 s. Check …' }],
          },
        ],
      },
    },
  },
};
