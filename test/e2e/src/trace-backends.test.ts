import { fileURLToPath } from 'node:url';
import { type OtlpReceiver, startOtlpReceiver, startProcess, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { expectChild, findOrphans, only, spansOf } from './expect-trace.ts';
import { FleetApi } from './fleet-api.ts';
import { startMigratedPostgres } from './start-migrated-postgres.ts';
import { TestFleet } from './test-fleet.ts';
import { TRACE_AGENTS } from './trace-fleet.ts';

const CLI = fileURLToPath(new URL('../../../services/cli/src/main.ts', import.meta.url));
const CHAIN = {
  name: 'traced-chain',
  steps: {
    a: { agent: 'core.echo', with: 1 },
    join: { agent: 'trace.inner', needs: ['a'], with: '${steps.a.output}' },
  },
};

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.stop());

/** Runs the chain and gives its spans and its root. */
async function trace(fleet: FleetApi) {
  await fleet.push(CHAIN);
  const answer = await fleet.call('POST', '/v1/runs', { workflow: CHAIN.name });
  expect(await fleet.result(String(answer.body.runId))).toMatchObject({ status: 'completed' });
  const spans = await spansOf(receiver, answer.headers.get('traceparent')?.split('-')[1] ?? '');
  const root = only(spans, 'POST /v1/runs');
  expect(findOrphans(spans)).toEqual([root]);
  expectChild(only(spans, 'send agent.core.echo'), root);
  expectChild(only(spans, 'process agent.core.echo'), only(spans, 'send agent.core.echo'));
  return spans;
}

it('one process with an embedded database makes one trace, under the names of the services that are in it', async () => {
  await using folder = await tempDir('trace-embedded');
  await using up = await startProcess({
    entry: CLI,
    args: ['up', '--agents', TRACE_AGENTS],
    env: { AG06_HTTP_PORT: '0', ...receiver.env },
    cwd: folder.path,
  });
  const [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 55_000);
  const fleet = new FleetApi();
  fleet.url = url;
  const spans = await trace(fleet);
  // It went on by itself or by its queue: a worker that has just started does not know yet what else waits.
  const executed = only(spans, 'execute trace.inner');
  const parent = spans.find(({ spanId }) => spanId === executed.parentSpanId);
  expect(parent?.name).toMatch(/^process agent\./);
  expectChild(only(spans, 'inner'), executed);
  const root = only(spans, 'POST /v1/runs');
  for (const { name, parentSpanId, resource } of spans) {
    const isDispatchers = name === root.name || (parentSpanId === root.spanId && /^(send|commit)/.test(name));
    const service = isDispatchers ? 'ag06-dispatcher' : 'ag06-agent-worker';
    expect({ name, service: resource['service.name'] }).toEqual({ name, service });
  }
  expect(await up.kill('SIGTERM')).toMatchObject({ code: 0 });
}, 60_000);

it('processes on a PostgreSQL server make one trace, under the names that the environment gives', async () => {
  const server = await startMigratedPostgres();
  const named = { OTEL_SERVICE_NAME: 'mine', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' };
  const fleet = await TestFleet.startOn(server, 0, {}, { ...receiver.env, ...named });
  try {
    await fleet.startWorker({ AG06_AGENTS: TRACE_AGENTS, AG06_WORKER_AGENTS: 'core.*' });
    await fleet.startWorker({ AG06_AGENTS: TRACE_AGENTS, AG06_WORKER_AGENTS: 'trace.*' });
    const spans = await trace(fleet);
    expectChild(only(spans, 'process agent.trace.inner'), only(spans, 'send agent.trace.inner'));
    expectChild(only(spans, 'send agent.trace.inner'), only(spans, 'process agent.core.echo'));
    for (const { resource } of spans)
      expect(resource).toMatchObject({ 'service.name': 'mine', 'deployment.environment.name': 'test' });
  } finally {
    await fleet.stop();
  }
}, 60_000);
