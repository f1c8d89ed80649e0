import { NoQuery, TuningView } from '@ag06/contracts/api';
import {
  AgentTuningView,
  TuningApply,
  TuningHistoryView,
  TuningModelView,
  TuningPolicyChange,
  TuningPolicyView,
  TuningRollback,
} from '@ag06/contracts/tuning';
import type { RouteDescription } from '../openapi/route-description.ts';
import { TUNING } from './tuning-descriptions.ts';

const AT = '2026-01-02T03:04:05.678Z';
const problems = { 404: ['AGENT_UNKNOWN'], 422: ['QUERY_INVALID'] };
const bodyProblems = {
  400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
  404: ['AGENT_UNKNOWN'],
  413: ['BODY_TOO_LARGE'],
  415: ['MEDIA_TYPE_UNSUPPORTED'],
  422: ['TUNING_INVALID', 'NUMBER_INEXACT', 'QUERY_INVALID'],
  503: ['TUNING_BUSY'],
};
const steeringProblems = {
  ...bodyProblems,
  404: ['AGENT_UNKNOWN', 'DECISION_UNKNOWN'],
};

const DECISION = {
  number: 7,
  at: AT,
  mode: 'live',
  version: 4,
  reason: 'PROBE',
  from: { concurrency: 10 },
  to: { concurrency: 12 },
  evidence: { credit: 1.2 },
  prediction: { of: 'valuePerSec', value: 41.5, low: 38.9, high: 44.2 },
  result: { value: 41.1, isWithin: true },
  before: 37.6,
  after: 41.1,
  sentence: 'core.echo: concurrency 10 -> 12 (v4). A trial begins: is it better?',
  undo: 'ag06 tuning rollback core.echo concurrency',
} as const;

const POLICY = {
  mode: 'live',
  objective: null,
  bounds: { concurrency: { min: 1, max: 40 } },
  locks: [{ setting: 'timeoutMs', at: AT, by: 'operator', reason: 'agreed', until: null }],
  frozen: null,
} as const;

const STATE = {
  at: AT,
  leader: 'o-1a2b3c4d',
  mode: 'live',
  frozen: null,
  static: { concurrency: 10 },
  wanted: { concurrency: 12 },
  objective: { attemptCost: 0.1, replicaCostPerSec: 0, deadlineS: 31, onTimeValue: 2 },
  creditS: 1.2,
  valuePerSec: 41.1,
  predictedPerSec: 41.5,
  standing: [{ setting: 'timeoutMs', reason: 'LOCKED', sentence: 'It is locked: agreed.' }],
  stage: {
    stage: 'first',
    since: AT,
    settings: ['maxAttempts'],
    workers: ['w-1a2b3c4d'],
    canary: { attempts: 140, worth: 0.97, failures: 0.01, ooms: 0, p99Ms: 130 },
    rest: { attempts: 1_240, worth: 0.96, failures: 0.02, ooms: 0, p99Ms: 128 },
    isGood: false,
    sentence: 'attempts brought 97 % of what was possible, those of the rest 96 %',
  },
} as const;

const AGENT = { agent: 'core.echo', published: TUNING, policy: POLICY, state: STATE, last: DECISION };

export const showAgentTuningDescription: RouteDescription = {
  id: 'showAgentTuning',
  tag: 'tuning',
  summary: 'Tells what is done about the settings of one agent and why, and what is not done and why.',
  query: NoQuery,
  answers: { 200: { description: 'All of it.', schema: AgentTuningView, example: AGENT } },
  problems,
};

const CHANGE = {
  at: '2026-01-02T03:04:05.678Z',
  by: 'operator',
  reason: 'their limit',
  settings: { concurrency: 4 },
};

export const showTuningHistoryDescription: RouteDescription = {
  id: 'showTuningHistory',
  tag: 'tuning',
  summary:
    'Lists the last decisions about an agent: evidence, prediction, what came of it, and how to undo it; and what people have changed.',
  query: NoQuery,
  answers: {
    200: {
      description: 'The newest first.',
      schema: TuningHistoryView,
      example: { items: [DECISION], changes: [CHANGE], stream: 'tuning.core.echo' },
    },
  },
  problems,
};

export const setTuningPolicyDescription: RouteDescription = {
  id: 'setTuningPolicy',
  tag: 'tuning',
  summary:
    'Sets the mode, objective and bounds of an agent’s tuning, locks and unlocks settings, freezes it.',
  details:
    'What is not named stays. It goes over what the code of the agent declares, and over the mode of the optimizer, unless that is `off`. A locked setting stays as it is. An unlocked one is the optimizer’s, also if a person had published it.',
  query: NoQuery,
  body: {
    schema: TuningPolicyChange,
    types: ['application/json'],
    example: {
      mode: 'live',
      bounds: { concurrency: { min: 1, max: 40 } },
      lock: ['timeoutMs'],
      reason: 'agreed',
    },
  },
  answers: { 200: { description: 'It is in force.', schema: TuningPolicyView, example: POLICY } },
  problems: bodyProblems,
};

export const applyTuningDescription: RouteDescription = {
  id: 'applyTuning',
  tag: 'tuning',
  summary: 'Publishes what the optimizer would do in shadow. The settings are a person’s from then on.',
  query: NoQuery,
  body: { schema: TuningApply, types: ['application/json'], example: { decision: 7 } },
  answers: { 200: { description: 'It is published.', schema: TuningView, example: TUNING } },
  problems: steeringProblems,
};

export const rollBackTuningDescription: RouteDescription = {
  id: 'rollBackTuning',
  tag: 'tuning',
  summary: 'Takes a decision of the optimizer back, and locks the settings that it had changed.',
  query: NoQuery,
  body: {
    schema: TuningRollback,
    types: ['application/json'],
    example: { settings: ['concurrency'], reason: 'The service behind it complains.' },
  },
  answers: { 200: { description: 'It is published.', schema: TuningView, example: TUNING } },
  problems: steeringProblems,
};

const MODEL = { schema: 1, agent: 'core.echo', keptAt: AT, model: { schema: 1, version: 4 } } as const;

export const exportTuningDescription: RouteDescription = {
  id: 'exportTuning',
  tag: 'tuning',
  summary: 'Returns what the optimizer has learned of an agent, as it was kept last, up to a minute ago.',
  query: NoQuery,
  answers: { 200: { description: 'To be imported as it is.', schema: TuningModelView, example: MODEL } },
  problems: { ...problems, 404: ['AGENT_UNKNOWN', 'MODEL_UNKNOWN'] },
};

export const importTuningDescription: RouteDescription = {
  id: 'importTuning',
  tag: 'tuning',
  summary: 'Gives the optimizer what was exported elsewhere, in place of what it has learned of an agent.',
  query: NoQuery,
  body: { schema: TuningModelView, types: ['application/json'], example: MODEL },
  answers: {
    200: {
      description: 'The leading optimizer takes it over within seconds.',
      schema: AgentTuningView,
      example: AGENT,
    },
  },
  problems: { ...bodyProblems, 422: ['MODEL_INVALID', 'NUMBER_INEXACT', 'QUERY_INVALID'] },
};
