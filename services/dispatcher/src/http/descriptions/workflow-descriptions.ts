import {
  NoQuery,
  WorkflowDefinitionBody,
  WorkflowListView,
  WorkflowPushed,
  WorkflowQuery,
  WorkflowVersionListView,
  WorkflowView,
} from '@ag06/contracts/api';
import type { RouteDescription } from '../openapi/route-description.ts';

const VERSION = '5f1c2b7a9e0d';
const DEFINITION = {
  name: 'hello',
  steps: { greet: { agent: 'core.echo', with: { text: 'Hello, ${input.name}' } } },
};
const PUSHED = { name: 'hello', version: VERSION, warnings: [] };

export const pushWorkflowDescription: RouteDescription = {
  id: 'pushWorkflow',
  tag: 'workflows',
  summary: 'Saves a definition as the latest version of its workflow.',
  query: NoQuery,
  body: {
    schema: WorkflowDefinitionBody,
    types: ['application/json', 'application/yaml'],
    example: DEFINITION,
  },
  answers: {
    201: { description: 'A new version.', schema: WorkflowPushed, example: PUSHED },
    200: { description: 'This version was there.', schema: WorkflowPushed, example: PUSHED },
  },
  problems: {
    400: ['BODY_MALFORMED', 'DEFINITION_MALFORMED', 'BODY_TOO_DEEP', 'BODY_TOO_COMPLEX'],
    409: ['SCHEDULE_TAKEN', 'SCHEDULES_FULL'],
    413: ['BODY_TOO_LARGE'],
    415: ['MEDIA_TYPE_UNSUPPORTED'],
    422: ['DEFINITION_INVALID', 'NUMBER_INEXACT', 'QUERY_INVALID'],
    501: ['NOT_YET'],
    503: ['INTAKE_BUSY', 'SCHEDULE_BUSY'],
  },
};

export const listWorkflowsDescription: RouteDescription = {
  id: 'listWorkflows',
  tag: 'workflows',
  summary: 'Lists all workflows.',
  query: NoQuery,
  answers: {
    200: {
      description: 'All of them.',
      schema: WorkflowListView,
      example: { items: [{ name: 'hello', version: VERSION, savedAt: '2026-01-02T03:04:05.678Z' }] },
    },
  },
  problems: { 422: ['QUERY_INVALID'] },
};

export const showWorkflowDescription: RouteDescription = {
  id: 'showWorkflow',
  tag: 'workflows',
  summary: 'Shows a version of a workflow: the latest, if none is named.',
  query: WorkflowQuery,
  answers: {
    200: {
      description: 'The version.',
      schema: WorkflowView,
      example: { name: 'hello', version: VERSION, definition: DEFINITION },
    },
  },
  problems: { 404: ['VERSION_UNKNOWN', 'WORKFLOW_UNKNOWN'], 422: ['QUERY_INVALID'] },
};

export const listVersionsDescription: RouteDescription = {
  id: 'listWorkflowVersions',
  tag: 'workflows',
  summary: 'Lists the versions of a workflow.',
  query: NoQuery,
  answers: {
    200: {
      description: 'All that were ever pushed.',
      schema: WorkflowVersionListView,
      example: { items: [{ version: VERSION, isLatest: true, savedAt: '2026-01-02T03:04:05.678Z' }] },
    },
  },
  problems: { 404: ['WORKFLOW_UNKNOWN'], 422: ['QUERY_INVALID'] },
};
