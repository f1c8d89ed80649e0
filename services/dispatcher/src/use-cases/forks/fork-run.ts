import { Refusal } from '@ag06/contracts';
import {
  canonicalJson,
  type Plan,
  type PlannedFork,
  planFork,
  type RunRecording,
  recordCalls,
  toRunIds,
} from '@ag06/engine';
import type { ForkedFrom, RunField, RunOrigin } from '@ag06/protocol';
import {
  type ForkSubmission,
  followUp,
  GivenInput,
  repeatRun,
  runInSlices,
  type Submission,
  type Submitter,
  submitRun,
} from '@ag06/runtime';
import { measureFork, type RunRecord } from '@ag06/store';
import type { Deadline } from '../../deadline.ts';
import type { Parts } from '../../parts.ts';
import { loadRunOf } from '../load-run-of.ts';
import { LoadedPlans, toSubmitter, toWithin } from '../start-run.ts';
import { COMMAND_CHARACTERS, moveTexts } from './move-texts.ts';
import { needAwareFleet } from './need-aware-fleet.ts';
import { type Forked, readForked } from './read-forked.ts';
import { type Recordings, readRecordings, resolveLists, tooLarge } from './read-recording.ts';

export interface ForkRequest {
  readonly tenant: string;
  readonly runId: string;
  /** A step, or the number of an event. */
  readonly from: string | number;
  /** Undefined: that of the source. */
  readonly input: GivenInput | undefined;
  readonly version: string | undefined;
  readonly effects: 'live' | 'recorded';
  readonly allow: readonly string[];
  readonly correlationId: string;
  readonly traceparent: string;
  readonly dedupeKey: string | undefined;
}

/**
 * Forks a run: another run of its workflow begins with the outcomes that the source had up to a step or an event. The source
 * is only read. Everything that the fork has is written by the one command that submits it.
 *
 * Throws `Refusal` RUN_UNKNOWN, FORK_FROM_UNKNOWN, FORK_TOO_LARGE, VERSION_UNKNOWN, WORKFLOW_MISSING, FLEET_OLDER, and the
 * errors of `submitRun`.
 */
export async function forkRun(parts: Parts, request: ForkRequest, deadline: Deadline): Promise<Forked> {
  const { tenant, runId, effects } = request;
  const source = await deadline.within(loadRunOf(parts, tenant, runId, []));
  const submitter = toSubmitter(parts, deadline);
  const body = bodyOfFork(request);
  const repeated = await deadline.within(findRepeat(submitter, request, body));
  if (repeated !== undefined) return readForked(parts.store.runs, repeated, true);
  if (effects === 'recorded') await deadline.within(needAwareFleet(parts.store));
  const plans = new LoadedPlans(parts);
  const { plan, planOfSource } = await deadline.within(loadPlans(plans, source, request));
  const input = request.input ?? GivenInput.of(source.input);
  const upTo = typeof request.from === 'number' ? request.from : undefined;
  // How long it takes depends on the source, not on the store.
  const recordings = await deadline.outside(
    readRecordings(parts.store.runs, runId, upTo, effects === 'recorded'),
  );
  await deadline.outside(resolveLists(parts.store.runs, runId, recordings.before));
  const fork = await deadline.outside(
    prepareFork(parts, submitter, { request, source, plan, planOfSource, input, recordings, body }),
  );
  const submission = toSubmission(request, source, plan, input, fork);
  const { runId: id, isRepeat } = await submitRun(submitter, submission, toWithin(deadline));
  plans.note();
  return readForked(parts.store.runs, id, isRepeat);
}

/** Returns the run of a key that was used before, and sends what a dead submitter may not have sent. */
async function findRepeat(
  submitter: Submitter,
  { tenant, dedupeKey }: ForkRequest,
  body: string,
): Promise<string | undefined> {
  if (dedupeKey === undefined) return undefined;
  const known = await submitter.runs.findKey(tenant, dedupeKey, body);
  if (known === undefined) return undefined;
  const admitted = await repeatRun(submitter, { dedupeKey }, known);
  await followUp(submitter, [admitted]);
  return admitted.submitted.runId;
}

const bodyOfFork = ({ runId, from, input, version, effects, allow }: ForkRequest): string =>
  `${canonicalJson({ fork: runId, from, version: version ?? null, effects, allow: [...allow] })}${input?.canonical ?? ''}`;

async function loadPlans(
  plans: LoadedPlans,
  { runId, meta }: RunRecord,
  { version, from }: ForkRequest,
): Promise<{ readonly plan: Plan; readonly planOfSource: Plan }> {
  const { tenant, workflow } = meta;
  const planOfSource = await plans.load(tenant, workflow, meta.version);
  if (planOfSource === undefined)
    throw new Refusal(
      500,
      'WORKFLOW_MISSING',
      `The store has no workflow of the run ${runId}. Push its definition again, and fork the run.`,
    );
  const plan = version === undefined ? planOfSource : await plans.load(tenant, workflow, version);
  if (plan === undefined)
    throw new Refusal(
      404,
      'VERSION_UNKNOWN',
      `There is no version ${version} of a workflow ${workflow}. GET /v1/workflows/${workflow}/versions lists them.`,
    );
  if (typeof from === 'string' && !plan.steps.has(from)) {
    const expected = `one of ${[...plan.steps.keys()].slice(0, 20).join(', ')}`;
    throw new Refusal(422, 'FORK_FROM_UNKNOWN', `The workflow of the fork has no step ${from}.`, {
      errors: [{ path: 'from', expected, got: from }],
    });
  }
  return { plan, planOfSource };
}

interface Preparation {
  readonly request: ForkRequest;
  readonly source: RunRecord;
  readonly plan: Plan;
  readonly planOfSource: Plan;
  readonly input: GivenInput;
  readonly recordings: Recordings;
  readonly body: string;
}

async function prepareFork(
  parts: Parts,
  { runs }: Submitter,
  { request, source, plan, planOfSource, input, recordings, body }: Preparation,
): Promise<ForkSubmission> {
  const { tenant, dedupeKey, effects } = request;
  const runId = runs.createRunId(tenant, dedupeKey);
  const from = typeof request.from === 'string' ? request.from : undefined;
  const { correlationId } = source.meta;
  const place = {
    runId: source.runId,
    seq: recordings.before.seq,
    ...(from !== undefined && { step: from }),
  };
  const origin: RunOrigin = { ...place, effects, correlationId };
  const planned = planFork({
    plan,
    source: planOfSource,
    hasOtherInput: request.input !== undefined && input.canonical !== GivenInput.of(source.input).canonical,
    recording: recordings.before,
    input: input.text,
    from,
    run: toRunIds(runId, { correlationId: request.correlationId }),
  });
  const fields =
    effects === 'recorded'
      ? await recordFields(request, source, planOfSource, recordings.whole, planned)
      : [];
  const whole = { event: toEvent(origin, planned, request), presets: planned.presets, fields };
  const moved: ForkedFrom = await moveTexts({ blobs: parts.store.blobs, source: source.runId, runId }, whole);
  if (measureFork(moved) > COMMAND_CHARACTERS) throw tooLarge(source.runId);
  return { runId, origin, from: moved, roots: planned.roots, body };
}

/** What the source recorded of the calls that the fork may come to, and who may act besides. */
async function recordFields(
  { from, allow }: ForkRequest,
  { runId, meta, input }: RunRecord,
  plan: Plan,
  recording: RunRecording,
  { kept }: PlannedFork,
): Promise<(readonly [RunField, string])[]> {
  const except = new Set(typeof from === 'string' ? [...kept, from] : kept);
  const run = { id: runId, correlationId: meta.correlationId };
  const source = { plan, input: JSON.stringify(input), run, recording };
  const recorded = await runInSlices(recordCalls(source, except));
  return [...recorded, ...allow.map((name) => [`a:${name}`, '1'] as const)];
}

/** The body of the event `run.forked`, from which the answer to the request is made, also to a repeated one. */
function toEvent(
  { runId, seq, step, effects }: RunOrigin,
  planned: PlannedFork,
  { allow }: ForkRequest,
): string {
  const { kept, again, dropped } = planned;
  const from = { runId, seq, ...(step !== undefined && { step }) };
  return JSON.stringify({ from, effects, allow, kept: kept.length, again, dropped });
}

function toSubmission(
  { tenant, correlationId, traceparent, dedupeKey }: ForkRequest,
  { meta }: RunRecord,
  plan: Plan,
  input: GivenInput,
  fork: ForkSubmission,
): Submission {
  const { workflow, priority, tags, timeoutMs } = meta;
  return {
    workflow,
    requestedVersion: plan.version,
    loadPlan: async () => plan,
    tenant,
    input,
    priority,
    tags,
    correlationId,
    traceparent,
    delayMs: 0,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(dedupeKey !== undefined && { dedupeKey }),
    fork,
  };
}
