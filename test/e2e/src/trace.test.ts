import {
  type OtlpReceiver,
  type ReceivedSpan,
  type RedisServer,
  renderTrace,
  type ServiceProcess,
  startOtlpReceiver,
  startRedis,
} from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectChild, expectLinked, findOrphans, goesOnByItself, only, spansOf } from './expect-trace.ts';
import type { Answer } from './fleet-api.ts';
import { submission, submitByQueue } from './queue-client.ts';
import { TestFleet } from './test-fleet.ts';
import { type CalledService, startCalledService, TRACE_AGENTS, traced } from './trace-fleet.ts';

const CALLER = 'b7ad6b7169203331';
const caller = (traceId: string, flags: string) => `00-${traceId}-${CALLER}-${flags}`;
const traceIdOf = (answer: Answer): string => answer.headers.get('traceparent')?.split('-')[1] ?? '';

let receiver: OtlpReceiver;
let service: CalledService;
let redis: RedisServer;
let fleet: TestFleet;
beforeAll(async () => {
  [receiver, service] = await Promise.all([startOtlpReceiver(), startCalledService()]);
  redis = await startRedis();
  fleet = await TestFleet.startOn(redis, 0, {}, { ...receiver.env, ...service.env });
  const agents = { AG06_AGENTS: TRACE_AGENTS };
  await Promise.all([
    fleet.startWorker({ ...agents, AG06_WORKER_AGENTS: 'core.*' }),
    fleet.startWorker({ ...agents, AG06_WORKER_AGENTS: 'trace.*,http.*' }),
  ]);
  await fleet.push(traced(service.url));
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await receiver.stop();
  await service[Symbol.asyncDispose]();
});

const submit = (headers: Record<string, string> = {}, body: object = {}) =>
  fleet.call('POST', '/v1/runs', { workflow: 'traced', ...body }, headers);
describe('a run over three processes', () => {
  let answer: Answer;
  let runId: string;
  let spans: readonly ReceivedSpan[] = [];
  let root: ReceivedSpan;
  let traceId: string;
  // A worker that does not know (yet) what else waits sends its steps to their queues: then the next run shows more.
  beforeAll(async () => {
    for (let nth = 0; !goesOnByItself(spans); nth++) {
      if (nth === 10) throw new Error(`No step went on by itself:\n${renderTrace(spans)}`);
      service.seen.length = 0;
      traceId = `c${nth}`.repeat(16);
      answer = await submit({ 'x-correlation-id': 'order-7', traceparent: caller(traceId, '01') });
      runId = String(answer.body.runId);
      expect(await fleet.result(runId)).toMatchObject({ status: 'completed' });
      spans = await spansOf(receiver, traceId);
      root = only(spans, 'POST /v1/runs');
    }
  }, 60_000);
  const ofStep = (step: string, more: object = {}) => ({ 'ag06.step.id': step, ...more });

  it('is one trace below its caller’s span, and every parent is there', () => {
    expect(root).toMatchObject({ kind: 'SERVER', parentSpanId: CALLER });
    expect(findOrphans(spans)).toEqual([root]);
    expect(new Set(spans.map(({ resource }) => resource['service.instance.id'])).size).toBe(3);
    expect(new Set(spans.map(({ resource }) => resource['service.name']))).toEqual(
      new Set(['ag06-dispatcher', 'ag06-agent-worker']),
    );
    expect(new Set(spans.map(({ resource }) => resource['service.version']))).toEqual(new Set(['0.1.0']));
  });

  it('has its correlation id on every span, event, answer and call', async () => {
    const ours = spans.filter(({ name }) => name !== 'inner');
    expect(new Set(ours.map(({ attributes }) => attributes['messaging.message.conversation_id']))).toEqual(
      new Set(['order-7']),
    );
    expect(answer.headers.get('x-correlation-id')).toBe('order-7');
    expect(answer.headers.get('traceparent')).toBe(`00-${traceId}-${root.spanId}-01`);
    for (const event of await fleet.events(runId))
      expect(event).toMatchObject({ correlationId: 'order-7', traceId: traceId });
    const call = only(spans, 'GET');
    expect(service.seen).toMatchObject([
      { 'x-correlation-id': 'order-7', traceparent: `00-${traceId}-${call.spanId}-01` },
    ]);
  });

  it('shows the hop to another worker: sent, fetched, claimed, executed, committed', () => {
    const before = only(spans, 'process agent.core.echo', ofStep('a'));
    const sent = only(spans, 'send agent.trace.inner', ofStep('b'));
    const processed = only(spans, 'process agent.trace.inner', ofStep('b'));
    const executed = only(spans, 'execute trace.inner', ofStep('b'));
    expectChild(sent, before);
    expectChild(processed, sent);
    const claim = spans.find(
      ({ name, parentSpanId }) => name === 'claim' && parentSpanId === processed.spanId,
    );
    expect(claim?.attributes['ag06.claim.result']).toBe('claimed');
    expectChild(executed, processed);
    expectChild(only(spans, 'commit', ofStep('b')), processed);
    expect([sent.kind, processed.kind, executed.kind]).toEqual(['PRODUCER', 'CONSUMER', 'INTERNAL']);
    expect(processed).toMatchObject({
      links: [],
      attributes: {
        'messaging.system': 'bullmq',
        'messaging.destination.name': 'agent.trace.inner',
        'messaging.operation.type': 'process',
        'messaging.message.id': `${runId}.b.d1`,
        'ag06.queue.wait_ms': expect.any(Number),
        'ag06.workflow.name': 'traced',
      },
    });
    expect(executed.attributes['ag06.step.eager']).toBe(false);
  });

  it('shows an eager step under the same job', () => {
    const processed = only(spans, 'process agent.trace.inner', ofStep('b'));
    const eager = only(spans, 'execute trace.inner', ofStep('c', { 'ag06.step.eager': true }));
    expectChild(eager, processed);
    expectChild(only(spans, 'commit', ofStep('c')), processed);
    const called = only(spans, 'execute http.request');
    expectChild(called, processed);
    expectChild(only(spans, 'GET'), called);
    expect(only(spans, 'GET')).toMatchObject({
      kind: 'CLIENT',
      attributes: { 'url.full': `${service.url}/orders`, 'http.response.status_code': 200 },
    });
  });

  it('has the spans of a handler below its step', () => {
    const executed = spans.filter(({ name }) => name === 'execute trace.inner');
    const inner = spans.filter(({ name }) => name === 'inner');
    expect(inner.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(
      executed.map(({ spanId }) => spanId).sort(),
    );
  });

  it('links a second attempt to the first', () => {
    const failed = only(spans, 'execute core.fail', { 'ag06.step.attempt': 1 });
    expect(failed).toMatchObject({ isError: true, attributes: { 'error.type': 'AGENT_FAILED' } });
    expectChild(failed, only(spans, 'process agent.core.fail', { 'ag06.step.attempt': 1 }));
    const sent = only(spans, 'send agent.core.fail', { 'ag06.step.attempt': 2 });
    expect(sent.attributes['ag06.queue.delay_ms']).toBe(100);
    expect(sent.parentSpanId).toBe(failed.parentSpanId);
    const again = only(spans, 'process agent.core.fail', { 'ag06.step.attempt': 2 });
    expectLinked(again, root, sent, 'retry');
    expectChild(only(spans, 'execute core.fail', { 'ag06.step.attempt': 2 }), again);
  });

  it('links each lane to what sent it, and shows its items below it', () => {
    const lanes = [0, 1].map((lane) =>
      only(spans, 'process agent.core.echo', ofStep('each', { 'ag06.lane': lane })),
    );
    for (const [i, lane] of lanes.entries())
      expectLinked(
        lane,
        root,
        only(spans, 'send agent.core.echo', ofStep('each', { 'ag06.lane': i })),
        'lane',
      );
    const items = spans.filter(({ attributes }) => attributes['ag06.item.index'] !== undefined);
    expect(items.map(({ attributes }) => attributes['ag06.item.index']).sort()).toEqual([0, 1, 2, 3, 4]);
    const laneIds = lanes.map(({ spanId }) => spanId);
    for (const { parentSpanId } of items) expect(laneIds).toContain(parentSpanId);
  });

  it('links a join to the span that sent it, or to the root if none did', () => {
    const eager = only(spans, 'execute trace.inner', ofStep('d'));
    expectChild(eager, only(spans, 'process agent.trace.inner', ofStep('b')));
    expect(eager.links).toMatchObject([{ spanId: root.spanId, attributes: { 'ag06.link.reason': 'join' } }]);
    const sent = only(spans, 'send agent.trace.inner', ofStep('join'));
    expectLinked(only(spans, 'process agent.trace.inner', ofStep('join')), root, sent, 'join');
  });

  it('logs its ids, as one JSON object a line', () => {
    const lines = fleet.workers.flatMap(({ stdout }) => stdout.map((line) => JSON.parse(line)));
    const ofRun = lines.filter((line) => line.runId === runId && line.msg === 'inside');
    const executed = spans.filter(({ name }) => name === 'execute trace.inner');
    expect(ofRun.map(({ spanId }) => spanId).sort()).toEqual(executed.map(({ spanId }) => spanId).sort());
    for (const line of ofRun)
      expect(line).toMatchObject({
        correlationId: 'order-7',
        traceId: traceId,
        attempt: 1,
        input: 'seen',
      });
  });

  it('prints as one tree', () => {
    expect(
      renderTrace(spans)
        .split('\n')
        .filter((line) => !line.startsWith(' ')),
    ).toHaveLength(1);
  });
});

describe('sampling', () => {
  it('makes no span of a run whose caller’s trace is not sampled, and passes its ids on', async () => {
    const traceId = '1'.repeat(32);
    service.seen.length = 0;
    const answer = await submit({ 'x-correlation-id': 'quiet', traceparent: caller(traceId, '00') });
    const traceparent = answer.headers.get('traceparent') ?? '';
    expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    const runId = String(answer.body.runId);
    expect(await fleet.result(runId)).toMatchObject({
      status: 'completed',
      output: { c: traceparent, join: traceparent },
    });
    expect(service.seen).toMatchObject([{ traceparent, 'x-correlation-id': 'quiet' }]);
    expect(await fleet.events(runId)).toContainEqual(
      expect.objectContaining({ traceId, correlationId: 'quiet', data: { isRecording: false } }),
    );
    // A run that is sampled and ends later has been exported by now, and this one with it, if it were.
    const later = await submit();
    await fleet.result(String(later.body.runId));
    await spansOf(receiver, traceIdOf(later));
    expect(receiver.spans.filter((span) => span.traceId === traceId)).toEqual([]);
    // Nor did the handlers' own spans begin traces of their own.
    const entries = receiver.spans.filter(({ parentSpanId }) => parentSpanId === '');
    expect(entries.filter(({ kind }) => kind !== 'SERVER')).toEqual([]);
  }, 60_000);

  it('is decided where a trace begins: by the caller if there is one, else by the ratio', async () => {
    const ratio = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };
    const first = fleet.dispatcher as ServiceProcess;
    await using _second = await fleet.startDispatcher(ratio);
    const [sampled, unsampled] = [
      await submit({ traceparent: caller('2'.repeat(32), '01') }),
      await submit(),
    ];
    expect(unsampled.headers.get('traceparent')).toMatch(/-00$/);
    for (const { body } of [sampled, unsampled]) await fleet.result(String(body.runId));
    const spans = await spansOf(receiver, '2'.repeat(32));
    expect(spans.filter(({ name }) => name.startsWith('execute '))).toHaveLength(13);
    expect(receiver.spans.filter(({ traceId }) => traceId === traceIdOf(unsampled))).toEqual([]);
    await first.stop();
  }, 60_000);
});

describe('the trace', () => {
  it('of a delayed run is below its submission, and has the delay', async () => {
    await fleet.startDispatcher();
    const answer = await submit({}, { delay: 300 });
    await fleet.result(String(answer.body.runId));
    const spans = await spansOf(receiver, traceIdOf(answer));
    const root = only(spans, 'POST /v1/runs');
    expect(findOrphans(spans)).toEqual([root]);
    const sent = only(spans, 'send agent.core.echo', { 'ag06.step.id': 'a' });
    expectLinked(sent, root, root, 'delay');
    expect(sent.startedAt - root.endedAt).toBeGreaterThan(200);
  }, 60_000);

  it('of a run from the submissions queue continues its sender’s trace', async () => {
    const traceId = '3'.repeat(32);
    const [end] = await submitByQueue(redis.url, [
      submission({ workflow: 'traced', correlationId: 'queued', traceparent: caller(traceId, '01') }),
    ]);
    await fleet.result(end?.value?.runId ?? '');
    const spans = await spansOf(receiver, traceId, (found) =>
      found.some(({ name }) => name === 'execute http.request'),
    );
    const root = only(spans, 'process ag06.submissions');
    expect(root).toMatchObject({
      kind: 'CONSUMER',
      parentSpanId: CALLER,
      attributes: { 'messaging.message.conversation_id': 'queued', 'ag06.run.id': end?.value?.runId },
    });
    expectChild(only(spans, 'send agent.core.echo', { 'ag06.step.id': 'a' }), root);
  }, 60_000);

  it('in a batch is one request, and a span of sending for each run', async () => {
    const runs = [1, 2, 3].map((n) => ({ workflow: 'traced', correlationId: `batch-${n}` }));
    const answer = await fleet.call('POST', '/v1/runs/batch', { runs });
    const results = answer.body.results as { runId: string }[];
    for (const { runId } of results) await fleet.result(runId);
    const isWhole = (found: readonly ReceivedSpan[]) =>
      found.filter(({ name, attributes }) => name === 'commit' && attributes['ag06.step.id'] === 'join')
        .length === 3;
    const spans = await spansOf(receiver, traceIdOf(answer), isWhole);
    const root = only(spans, 'POST /v1/runs/batch');
    for (const [i, { runId }] of results.entries()) {
      const sent = only(spans, 'send agent.core.echo', { 'ag06.step.id': 'a', 'ag06.run.id': runId });
      expectChild(sent, root);
      expect(sent.attributes['messaging.message.conversation_id']).toBe(`batch-${i + 1}`);
    }
  }, 60_000);

  it('is sent before a stopping process ends', async () => {
    const answer = await submit();
    await fleet.result(String(answer.body.runId));
    const exits = await Promise.all(fleet.workers.map((worker) => worker.kill('SIGTERM')));
    expect(exits).toEqual(exits.map(() => ({ code: 0, signal: null })));
    const spans = receiver.spans.filter(({ traceId }) => traceId === traceIdOf(answer));
    expect(spans.filter(({ name }) => name.startsWith('execute '))).toHaveLength(13);
  }, 60_000);
});
