import { PRINTABLE_PATTERN } from '@ag06/contracts';
import { NoQuery } from '@ag06/contracts/api';
import {
  ExperimentDecision,
  ExperimentListView,
  ExperimentPlan,
  ExperimentPromotion,
  ExperimentRecorded,
  ExperimentRecords,
  ExperimentStop,
  ExperimentsQuery,
  ExperimentView,
} from '@ag06/contracts/tuning';
import { z } from 'zod';
import type { RouteDescription } from '../openapi/route-description.ts';

const AT = '2026-01-02T03:04:05.678Z';
const RUN = 'r0-000000000abcdefABCDEF';

const EXPERIMENT = {
  id: 'x-0123456789abcdef',
  agent: 'core.echo',
  arms: [{}, { timeoutMs: 2_000 }],
  assignment: 'run',
  metric: 'value',
  alpha: 0.02,
  blockSeconds: 30,
  promote: 'person',
  reason: 'stragglers',
  startedAt: AT,
  by: 'operator',
  status: 'decided',
  paused: null,
  ended: {
    at: AT,
    by: 'o-1a2b3c4d',
    winner: 'b',
    sentence:
      'B is better: value 1.9 with B and 1.42 with A, a difference of 0.481 (0.21 to 0.752), p 0.0003, after 1640 steps.',
  },
  promoted: null,
  result: {
    at: AT,
    a: { mean: 1.42, results: 820, steps: 820, failed: 40 },
    b: { mean: 1.9, results: 820, steps: 820, failed: 6 },
    pairs: 41,
    batch: 1,
    difference: 0.481,
    low: 0.21,
    high: 0.752,
    p: 0.0003,
    better: 'b',
    sentence:
      'B is better: value 1.9 with B and 1.42 with A, a difference of 0.481 (0.21 to 0.752), p 0.0003, after 1640 steps.',
  },
} as const;

const bodyProblems = {
  400: ['BODY_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
  413: ['BODY_TOO_LARGE'],
  415: ['MEDIA_TYPE_UNSUPPORTED'],
  422: ['EXPERIMENT_INVALID', 'NUMBER_INEXACT', 'QUERY_INVALID'],
};
const steeringProblems = { ...bodyProblems, 404: ['EXPERIMENT_UNKNOWN'], 503: ['EXPERIMENT_BUSY'] };
const KEYED = {
  'Idempotency-Key': {
    description: 'A request that repeats it gets the same experiment.',
    schema: z.string().regex(PRINTABLE_PATTERN),
  },
};
const json = ['application/json'] as const;
const changed = { 200: { description: 'As it is now.', schema: ExperimentView, example: EXPERIMENT } };

export const startExperimentDescription: RouteDescription = {
  id: 'startExperiment',
  tag: 'tuning',
  summary: 'Begins to compare two settings of an agent while it works.',
  details:
    'Workers take part in it within two seconds, while an optimizer leads; which arm a run has is a function of the experiment and the run alone. Its results may be looked at at any time. It ends when one arm is better, after 120 observations without a difference, when B does harm, or by a person’s word. A repeat with the same `Idempotency-Key` begins none.',
  query: NoQuery,
  headers: KEYED,
  body: {
    schema: ExperimentPlan,
    types: json,
    example: { agent: 'core.echo', arms: [{}, { timeoutMs: 2_000 }], assignment: 'run' },
  },
  answers: {
    201: { description: 'It runs.', schema: ExperimentView, example: EXPERIMENT },
    200: {
      description: 'It was begun before, by the same key.',
      schema: ExperimentView,
      example: EXPERIMENT,
    },
  },
  problems: {
    ...bodyProblems,
    404: ['AGENT_UNKNOWN'],
    409: ['EXPERIMENT_RUNNING', 'KEY_REUSED'],
    422: [...bodyProblems[422], 'KEY_INVALID'],
  },
};

export const listExperimentsDescription: RouteDescription = {
  id: 'listExperiments',
  tag: 'tuning',
  summary: 'Lists experiments with their results: those that run, and the last 50 that ended.',
  query: ExperimentsQuery,
  answers: {
    200: { description: 'The newest first.', schema: ExperimentListView, example: { items: [EXPERIMENT] } },
  },
  problems: { 422: ['QUERY_INVALID'] },
};

export const showExperimentDescription: RouteDescription = {
  id: 'showExperiment',
  tag: 'tuning',
  summary: 'Tells what an experiment has found so far, in a sentence and in numbers.',
  query: NoQuery,
  answers: changed,
  problems: { 404: ['EXPERIMENT_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const decideExperimentDescription: RouteDescription = {
  id: 'decideExperiment',
  tag: 'tuning',
  summary: 'Ends an experiment with a winner by a person’s word, whatever its results say.',
  query: NoQuery,
  body: { schema: ExperimentDecision, types: json, example: { winner: 'b', promote: true } },
  answers: changed,
  problems: { ...steeringProblems, 409: ['EXPERIMENT_OVER'], 503: ['EXPERIMENT_BUSY', 'TUNING_BUSY'] },
};

export const promoteExperimentDescription: RouteDescription = {
  id: 'promoteExperiment',
  tag: 'tuning',
  summary: 'Publishes the settings of the winner. They are a person’s from then on.',
  query: NoQuery,
  body: { schema: ExperimentPromotion, types: json, example: { reason: 'agreed' } },
  answers: changed,
  problems: { ...steeringProblems, 409: ['EXPERIMENT_UNDECIDED'], 503: ['EXPERIMENT_BUSY', 'TUNING_BUSY'] },
};

export const stopExperimentDescription: RouteDescription = {
  id: 'stopExperiment',
  tag: 'tuning',
  summary: 'Ends an experiment without a winner. Harmless if it has ended.',
  query: NoQuery,
  body: { schema: ExperimentStop, types: json, example: { reason: 'a sale begins' } },
  answers: changed,
  problems: steeringProblems,
};

export const recordResultsDescription: RouteDescription = {
  id: 'recordExperimentResults',
  tag: 'tuning',
  summary: 'Records what you have measured of runs, for an experiment with the metric `recorded`.',
  details:
    'One value for each run, and more is better. A repeat changes nothing, so that it may be sent again. The answer tells the arm of each run.',
  query: NoQuery,
  body: { schema: ExperimentRecords, types: json, example: { results: [{ runId: RUN, value: 0.8 }] } },
  answers: {
    200: {
      description: 'They are counted within seconds.',
      schema: ExperimentRecorded,
      example: { recorded: 1, known: 0, arms: [{ runId: RUN, arm: 'b' }] },
    },
  },
  problems: {
    ...bodyProblems,
    404: ['EXPERIMENT_UNKNOWN'],
    409: ['EXPERIMENT_NOT_RECORDED', 'EXPERIMENT_OVER'],
  },
};
