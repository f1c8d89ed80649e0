import { NoQuery, PauseListView, PauseView } from '@ag06/contracts';
import { describeRoute, type RouteDescription } from '../openapi/route-description.ts';
import { ACTOR_HEADER } from './steering-descriptions.ts';

const AT = '2026-01-02T03:04:05.678Z';
const AGENT = { of: 'agent', name: 'mail.send', paused: true, since: AT, by: 'ops', blockedSteps: 12 };
const PAUSED =
  'Workers follow within 2 s. Attempts that run go on to their end. What would begin is `blocked` by it, and spends neither an attempt nor a delivery; runs are still accepted, and their time-outs go on.';
const RESUMED = 'What waited goes on, that of the oldest run first.';

export const listPausesDescription = describeRoute({
  id: 'listPauses',
  tag: 'fleet',
  summary: 'Lists the agents and workflows that are paused, and the fleet if it is.',
  query: NoQuery,
  answers: { 200: { description: 'All of them.', schema: PauseListView, example: { items: [AGENT] } } },
  problems: { 422: ['QUERY_INVALID'] },
});

interface Of {
  readonly id: string;
  readonly tag: RouteDescription['tag'];
  readonly summary: string;
  readonly details: string;
  readonly example: object;
  readonly unknown?: string;
}

const describePause = ({ example, unknown, ...of }: Of) =>
  describeRoute({
    ...of,
    query: NoQuery,
    headers: ACTOR_HEADER,
    answers: { 200: { description: 'What it is now; twice is harmless.', schema: PauseView, example } },
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
  summary: 'Begins no step of an agent until it is resumed.',
  details: PAUSED,
  example: AGENT,
});

export const resumeAgentDescription = describePause({
  ...onAgent,
  id: 'resumeAgent',
  summary: 'Lets steps of an agent begin again.',
  details: RESUMED,
  example: { ...AGENT, paused: false },
});

export const pauseWorkflowDescription = describePause({
  ...onWorkflow,
  id: 'pauseWorkflow',
  summary: 'Begins no step in runs of a workflow until it is resumed.',
  details: PAUSED,
  example: { ...WORKFLOW, paused: true },
});

export const resumeWorkflowDescription = describePause({
  ...onWorkflow,
  id: 'resumeWorkflow',
  summary: 'Lets steps in runs of a workflow begin again.',
  details: RESUMED,
  example: { ...WORKFLOW, paused: false },
});

export const pauseFleetDescription = describePause({
  tag: 'fleet',
  id: 'pauseFleet',
  summary: 'Begins no step of any run until the fleet is resumed.',
  details: PAUSED,
  example: { ...FLEET, paused: true },
});

export const resumeFleetDescription = describePause({
  tag: 'fleet',
  id: 'resumeFleet',
  summary: 'Lets steps begin again, but for what else is paused.',
  details: RESUMED,
  example: { ...FLEET, paused: false },
});
