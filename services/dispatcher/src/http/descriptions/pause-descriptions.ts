import { NoQuery, PauseListView, PauseView } from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';
import { ACTOR_HEADER } from './steering-descriptions.ts';

const AT = '2026-01-02T03:04:05.678Z';
const AGENT = { of: 'agent', name: 'mail.send', paused: true, since: AT, by: 'ops', blockedSteps: 12 };
const PAUSED =
  'Workers follow within 2 s. Running attempts finish. Steps that would begin are `blocked` by it, and use up neither an attempt nor a delivery. Runs are still accepted, and their time-outs go on.';
const RESUMED = 'The blocked steps go on, those of the oldest run first.';

export const listPausesDescription: RouteDescription = {
  id: 'listPauses',
  tag: 'fleet',
  summary: 'Lists the agents and workflows that are paused, and the fleet if it is.',
  query: NoQuery,
  answers: { 200: { description: 'All of them.', schema: PauseListView, example: { items: [AGENT] } } },
  problems: { 422: ['QUERY_INVALID'] },
};

export const showPauseDescription: RouteDescription = {
  id: 'showPause',
  tag: 'fleet',
  summary: 'Shows whether an agent, a workflow or the fleet is paused.',
  details: 'Named by `agent:NAME`, `workflow:NAME` or `fleet`.',
  query: NoQuery,
  answers: { 200: { description: 'The pause as it is now.', schema: PauseView, example: AGENT } },
  problems: { 404: ['PAUSE_UNKNOWN', 'AGENT_UNKNOWN', 'WORKFLOW_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

interface Of {
  readonly id: string;
  readonly tag: RouteDescription['tag'];
  readonly summary: string;
  readonly details: string;
  readonly example: object;
  readonly unknown?: string;
}

const describePause = ({ example, unknown, ...of }: Of): RouteDescription => ({
  ...of,
  query: NoQuery,
  headers: ACTOR_HEADER,
  answers: {
    200: {
      description: 'The pause as it is now. A second request changes nothing.',
      schema: PauseView,
      example,
    },
  },
  problems: {
    ...(unknown !== undefined && { 404: [unknown] }),
    422: ['QUERY_INVALID', 'ACTOR_INVALID'],
  },
});

const onAgent = { tag: 'fleet', unknown: 'AGENT_UNKNOWN' } as const;
const onWorkflow = { tag: 'workflows', unknown: 'WORKFLOW_UNKNOWN' } as const;
const WORKFLOW = { of: 'workflow', name: 'hello', blockedSteps: 0 };
const FLEET = { of: 'fleet', blockedSteps: 0 };

export const pauseAgentDescription = describePause({
  ...onAgent,
  id: 'pauseAgent',
  summary: 'Pauses an agent: none of its steps begins until it is resumed.',
  details: PAUSED,
  example: AGENT,
});

export const resumeAgentDescription = describePause({
  ...onAgent,
  id: 'resumeAgent',
  summary: 'Resumes an agent: its steps begin again.',
  details: RESUMED,
  example: { ...AGENT, paused: false },
});

export const pauseWorkflowDescription = describePause({
  ...onWorkflow,
  id: 'pauseWorkflow',
  summary: 'Pauses a workflow: no step of its runs begins until it is resumed.',
  details: PAUSED,
  example: { ...WORKFLOW, paused: true },
});

export const resumeWorkflowDescription = describePause({
  ...onWorkflow,
  id: 'resumeWorkflow',
  summary: 'Resumes a workflow: steps of its runs begin again.',
  details: RESUMED,
  example: { ...WORKFLOW, paused: false },
});

export const pauseFleetDescription = describePause({
  tag: 'fleet',
  id: 'pauseFleet',
  summary: 'Pauses the fleet: no step of any run begins until it is resumed.',
  details: PAUSED,
  example: { ...FLEET, paused: true },
});

export const resumeFleetDescription = describePause({
  tag: 'fleet',
  id: 'resumeFleet',
  summary: 'Resumes the fleet: steps begin again, except those of paused agents, workflows and runs.',
  details: RESUMED,
  example: { ...FLEET, paused: false },
});
