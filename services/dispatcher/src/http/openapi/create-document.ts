import {
  APPROVAL_ID_PATTERN,
  GROUP_NAME_PATTERN,
  NAME_PATTERN,
  PRINTABLE_PATTERN,
  RUN_ID_PATTERN,
  STREAM_NAME_PATTERN,
} from '@ag06/contracts';
import { ProblemView } from '@ag06/contracts/api';
import { EXPERIMENT_ID_PATTERN } from '@ag06/contracts/tuning';
import { z } from 'zod';
import { ACTOR_HEADER } from '../descriptions/steering-descriptions.ts';
import { isPublic } from '../door/judge-caller.ts';
import type { KnownRoute } from '../known-routes.ts';
import { changesSomething } from '../note-actors.ts';
import type { DescribedAnswer, RouteDescription } from './route-description.ts';
import { ROUTE_DESCRIPTIONS } from './route-descriptions.ts';
import { type JsonSchema, JsonSchemas } from './to-json-schema.ts';

const TAGS: Readonly<Record<RouteDescription['tag'], string>> = {
  runs: 'Executions of workflows.',
  approvals: 'Steps that wait for the answer of a person.',
  feed: 'Events of all runs, as they happen.',
  streams: 'Events of your own, kept in order, and the groups of consumers that read them.',
  archive: 'Finished runs that left the store, and how long they are kept.',
  workflows: 'Definitions and their versions.',
  schedules: 'Runs that start by the clock.',
  fleet: 'Workers, agents, queues, and deliveries that were set aside.',
  tuning: 'Settings of agents: what is published, and by whom.',
  health: 'For probes and operators.',
};

/** Problems of every route that uses the store or the queues. */
const STORE_PROBLEMS = {
  500: [
    'STORE_RECORD_INVALID',
    ...['ARCHIVE_REFUSED', 'ARCHIVE_DIFFERS', 'ARCHIVE_SEGMENT_BROKEN', 'ARCHIVE_SEGMENT_NEWER'],
  ],
  503: ['STORE_UNAVAILABLE', 'STORE_FULL', 'BROKER_UNAVAILABLE', 'BROKER_FULL', 'ARCHIVE_UNAVAILABLE'],
};
const COMMON_PROBLEMS = {
  421: ['HOST_NOT_ALLOWED'],
  422: ['CORRELATION_ID_INVALID'],
  500: ['INTERNAL'],
  503: ['DRAINING'],
};
const FOREIGN_PAGE_PROBLEMS = { 403: ['ORIGIN_NOT_ALLOWED'] };
const TYPE_PROBLEMS = { 415: ['MEDIA_TYPE_UNSUPPORTED'] };

const PARAMETERS: Readonly<Record<string, { description: string; schema: z.ZodType }>> = {
  id: { description: 'The run.', schema: z.string().regex(RUN_ID_PATTERN) },
  approval: { description: 'Its id in the list.', schema: z.string().regex(APPROVAL_ID_PATTERN) },
  name: { description: 'The workflow, the schedule, or the agent.', schema: z.string() },
  queue: { description: 'BullMQ’s name of it.', schema: z.string() },
  pause: { description: '`agent:NAME`, `workflow:NAME` or `fleet`.', schema: z.string() },
  dependency: { description: 'The dependency.', schema: z.string() },
  stream: { description: 'The stream.', schema: z.string().regex(STREAM_NAME_PATTERN) },
  group: { description: 'The group of consumers.', schema: z.string().regex(GROUP_NAME_PATTERN) },
  correlation: { description: 'The correlation id.', schema: z.string().regex(PRINTABLE_PATTERN) },
  experiment: { description: 'The experiment.', schema: z.string().regex(EXPERIMENT_ID_PATTERN) },
  agent: { description: 'The agent.', schema: z.string().regex(NAME_PATTERN) },
};

const REQUEST_HEADERS = {
  'X-Correlation-Id': {
    description: 'The caller’s id of its business operation; made anew if it is absent, and sent back.',
    schema: z.string().regex(PRINTABLE_PATTERN),
  },
  traceparent: { description: 'W3C trace context.', schema: z.string() },
};

/** Of what is no run. */
const ITS_ID = { description: 'Its id in the list.', schema: z.string() };

/** Creates the OpenAPI document. It leaves out routes without a description. */
export function createDocument(routes: readonly KnownRoute[]): object {
  const schemas = new JsonSchemas();
  const problem = schemas.add(ProblemView);
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, url } of routes) {
    const description = ROUTE_DESCRIPTIONS[`${method} ${url}`];
    if (description === undefined) continue;
    const path = toPath(url);
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: toOperation(method, url, description, schemas, problem),
    };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'AG06',
      version: '0.1.0',
      description:
        'A distributed fleet of agent workers. Refusals are problem documents (RFC 9457) with a stable `code`; every ' +
        'answer carries `X-Correlation-Id` and `traceparent`.',
      contact: { name: 'The operator of this fleet' },
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/' }],
    // The API asks for no credentials.
    security: [],
    tags: Object.entries(TAGS).map(([name, text]) => ({ name, description: text })),
    paths,
    components: { schemas: schemas.components },
  };
}

/** What changes something takes the name of who asks for it. */
const takesActor = (method: string, url: string): boolean =>
  url.startsWith('/v1/') && changesSomething(method);

const ACTOR_PROBLEMS = { 422: ['ACTOR_INVALID'] };

const toPath = (url: string): string => url.replace(/:(\w+)/g, '{$1}');

function toOperation(
  method: string,
  url: string,
  route: RouteDescription,
  schemas: JsonSchemas,
  problem: JsonSchema,
): object {
  const { id, tag, summary, details, body } = route;
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: details ?? summary,
    parameters: toParameters(method, url, route, schemas),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          body.types.map((type) => [type, { schema: schemas.add(body.schema), example: body.example }]),
        ),
      },
    }),
    responses: join(toAnswers(route, schemas), toProblems(method, url, route, problem)),
  };
}

function toParameters(
  method: string,
  url: string,
  { query, freeQuery, headers }: RouteDescription,
  schemas: JsonSchemas,
): object[] {
  const inPath = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => {
    const isRun = name !== 'id' || url.startsWith('/v1/runs/');
    const { description, schema } = (isRun ? PARAMETERS[name] : ITS_ID) ?? {
      description: name,
      schema: z.string(),
    };
    return { name, in: 'path', required: true, description, schema: schemas.add(schema) };
  });
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const described = schemas.add(schema as z.ZodType);
    const isRepeatable = described.type === 'array';
    return {
      name,
      in: 'query',
      required: !(schema as z.ZodType).safeParse(undefined).success,
      ...(isRepeatable && { style: 'form', explode: true }),
      ...(typeof described.description === 'string' && { description: described.description }),
      schema: described,
    };
  });
  const inHeaders = Object.entries({
    ...headers,
    ...(takesActor(method, url) && ACTOR_HEADER),
    ...REQUEST_HEADERS,
  }).map(([name, header]) => ({
    name,
    in: 'header',
    required: false,
    description: header.description,
    schema: schemas.add(header.schema),
  }));
  const free = freeQuery === undefined ? [] : [toFreeParameter(freeQuery, schemas)];
  return [...inPath, ...inQuery, ...free, ...inHeaders];
}

/** An object of this style stands for parameters that have the names of its keys. */
const toFreeParameter = (
  { name, description, schema }: NonNullable<RouteDescription['freeQuery']>,
  schemas: JsonSchemas,
): object => ({
  name,
  in: 'query',
  required: false,
  style: 'form',
  explode: true,
  description,
  schema: schemas.add(schema),
});

const ANSWER_HEADERS = {
  'X-Correlation-Id': { schema: { type: 'string' } },
  traceparent: { schema: { type: 'string' } },
};

const EVENT_STREAM = 'text/event-stream';

/** OpenAPI 3.1 describes a stream as text only. The content of each `data` has the schema. */
const toStream = (data: JsonSchema): JsonSchema => ({
  type: 'string',
  contentMediaType: EVENT_STREAM,
  contentSchema: data,
});

type Answers = Readonly<Record<string, { readonly description: string; readonly content: object }>>;

function toAnswers({ answers }: RouteDescription, schemas: JsonSchemas): Answers {
  const toAnswer = ({ description, schema, type = 'application/json', example }: DescribedAnswer) => ({
    description,
    headers: ANSWER_HEADERS,
    content: {
      [type]: {
        schema: type === EVENT_STREAM ? toStream(schemas.add(schema)) : schemas.add(schema),
        example,
      },
    },
  });
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, toAnswer(answer)]));
}

function toProblems(
  method: string,
  url: string,
  { problems = {} }: RouteDescription,
  schema: JsonSchema,
): Answers {
  const codes = new Map<string, Set<string>>();
  const sources = [
    problems,
    COMMON_PROBLEMS,
    url.startsWith('/v1/') ? STORE_PROBLEMS : {},
    takesActor(method, url) ? ACTOR_PROBLEMS : {},
    isPublic(method, url) ? {} : FOREIGN_PAGE_PROBLEMS,
    method === 'POST' ? TYPE_PROBLEMS : {},
  ];
  for (const source of sources) {
    for (const [status, some] of Object.entries(source)) {
      codes.set(status, new Set([...(codes.get(status) ?? []), ...some]));
    }
  }
  return Object.fromEntries(
    [...codes].map(([status, some]) => [status, toProblem(Number(status), [...some], schema)]),
  );
}

/** Joins answers and problems of the same status, each with its own type. */
function join(answers: Answers, problems: Answers): Answers {
  const both = Object.entries(problems).map(([status, problem]) => {
    const answer = answers[status];
    const content = { ...answer?.content, ...problem.content };
    const description =
      answer === undefined ? problem.description : `${answer.description} ${problem.description}`;
    return [status, { ...problem, description, content }] as const;
  });
  return { ...answers, ...Object.fromEntries(both) };
}

function toProblem(status: number, codes: readonly string[], schema: JsonSchema) {
  const retryAfter = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } };
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    headers: { ...ANSWER_HEADERS, ...(status === 503 && retryAfter) },
    content: {
      'application/problem+json': {
        schema: { allOf: [schema, toCase(status, codes)] },
      },
    },
  };
}

/** States types beside values, and a single value as `enum`, because generators of clients drop a bare `const`. */
const toCase = (status: number, codes: readonly string[]): object => ({
  type: 'object',
  properties: {
    code: { type: 'string', enum: codes },
    status: { type: 'integer', enum: [status] },
  },
});
