import type { Violation } from '@ag06/client';
import { type Call, json, readKey } from './call.ts';
import type { SchemaIssue, WorkflowAccess } from './options.ts';
import { toDedupeKey } from './owner.ts';
import { ProblemError } from './problem.ts';
import { readBody } from './read-body.ts';

/** Runs that wait are listed as running. */
const OPEN = ['scheduled', 'running', 'paused'];
/** A page looks at 1,000 runs of the tenant, and has 100 of them at most. */
const PAGES = 10;
const OPEN_RUNS_MAX = 500;
const RETRY_AFTER_S = 5;

/** `POST /runs` with `{workflow, input}` starts a run of the caller, and is answered with 202 and its id. */
export async function startRun(call: Call): Promise<Response> {
  const { request, client, workflows, caller, owner, options } = call;
  const { workflow, input } = readStart(await readBody(request, call.bodyBytes));
  const access = workflows.get(workflow);
  if (access === undefined)
    throw new ProblemError(404, 'WORKFLOW_UNKNOWN', `There is no workflow ${JSON.stringify(workflow)} here.`);
  const given = withAttributes(await checkInput(access, input), caller.attributes);
  const key = readKey(request);
  await checkOpenRuns(call);
  const dedupeKey = key && (await toDedupeKey(owner, workflow, key));
  const run = await client.submit(workflow, given, { ...options, tags: [owner], dedupeKey });
  return json(202, { runId: run.runId, status: run.status });
}

function readStart(body: unknown): { readonly workflow: string; readonly input: unknown } {
  const given = isObject(body) ? new Map(Object.entries(body)) : new Map<string, unknown>();
  const workflow = given.get('workflow');
  const more = [...given.keys()].filter((name) => name !== 'workflow' && name !== 'input');
  if (typeof workflow === 'string' && more.length === 0) return { workflow, input: given.get('input') };
  const detail = `A body is {"workflow": NAME, "input"?: …}; got ${more.length > 0 ? `also ${more.slice(0, 10).join(', ')}` : 'no name'}.`;
  throw new ProblemError(422, 'SUBMISSION_INVALID', detail);
}

async function checkInput({ input: schema }: WorkflowAccess, input: unknown): Promise<unknown> {
  if (schema === undefined) return input;
  const result = await schema['~standard'].validate(input);
  if (result.issues === undefined) return result.value;
  const errors = result.issues.slice(0, 100).map(toViolation);
  throw new ProblemError(422, 'INPUT_INVALID', 'The input is not as the workflow takes it.', { errors });
}

function toViolation({ message, path = [] }: SchemaIssue): Violation {
  const names = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return { path: ['input', ...names].join('.'), expected: message, got: 'something else' };
}

function withAttributes(input: unknown, attributes: Call['caller']['attributes']): unknown {
  if (attributes === undefined || Object.keys(attributes).length === 0) return input ?? {};
  if (input === undefined) return attributes;
  if (isObject(input)) return { ...input, ...attributes };
  throw new ProblemError(422, 'INPUT_INVALID', 'The input is an object here.');
}

async function checkOpenRuns({ client, owner, caller: { limits }, options }: Call): Promise<void> {
  const most = limits?.openRuns;
  if (most === undefined) return;
  if (!Number.isInteger(most) || most < 0 || most > OPEN_RUNS_MAX)
    throw new TypeError(
      `limits.openRuns of authorize() is 0 to ${OPEN_RUNS_MAX}, which are counted; got ${most}.`,
    );
  let open = 0;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES && open < most; page++) {
    const { items, next } = await client.listPage(
      { tag: [owner], status: OPEN, limit: 100, cursor },
      options,
    );
    open += items.length;
    cursor = next;
    if (next === undefined) break;
  }
  if (open < most) return;
  const headers = { 'retry-after': String(RETRY_AFTER_S) };
  throw new ProblemError(
    429,
    'RUNS_TOO_MANY',
    `${most} runs are open, which is the limit. Wait until one ends.`,
    { headers },
  );
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
