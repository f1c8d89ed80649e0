import { type PrometheusSample, type PrometheusServer, startPrometheus, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { TestFleet } from './test-fleet.ts';

let fleet: TestFleet;
let prometheus: PrometheusServer;

beforeAll(async () => {
  fleet = await TestFleet.start(0);
  const most = { AG06_WORKER_AGENTS: 'core.*,bad.*,good.patient' };
  await Promise.all([fleet.startWorker(most), fleet.startWorker(most)]);
  // Its queue is known from now on, and served by nobody.
  const other = await fleet.startWorker({ AG06_WORKER_AGENTS: 'good.unsteady' });
  await other.kill('SIGTERM');
  prometheus = await startPrometheus({ targetsUrl: `${fleet.url}/v1/targets` });
  await load();
}, 90_000);
afterAll(async () => {
  await prometheus?.stop();
  await fleet?.stop();
});

const RUNS = 30;

/** Chains, retries, failures, a cancelled run, one that nobody serves, and a delivery that is set aside. */
async function load(): Promise<void> {
  const echo = { agent: 'core.echo', with: { n: 1 } };
  await fleet.push({
    name: 'chain',
    steps: { a: echo, b: { ...echo, needs: ['a'] }, c: { ...echo, needs: ['b'] } },
  });
  const retry = { maxAttempts: 2, initialDelay: '50ms', jitter: 'none' };
  await fleet.push({ name: 'flaky', steps: { s: { agent: 'core.fail', with: { times: 1 }, retry } } });
  await fleet.push({ name: 'broken', steps: { s: { agent: 'bad.throw', retry: { maxAttempts: 1 } } } });
  await fleet.push({ name: 'slow', steps: { s: { agent: 'good.patient', with: { ms: 120 } } } });
  await fleet.push({
    name: 'lonely',
    steps: { s: { agent: 'good.unsteady', with: { ms: 1, n: 1, times: 0 } } },
  });
  const ended = [];
  for (let i = 0; i < RUNS; i++) ended.push(await fleet.submit('chain'));
  for (const name of ['flaky', 'broken', 'slow'])
    ended.push(await fleet.submit(name), await fleet.submit(name));
  await Promise.all(ended.map((runId) => fleet.result(runId)));
  await fleet.submit('lonely');
  const cancelled = await fleet.submit('lonely');
  await fleet.call('POST', `/v1/runs/${cancelled}/cancel`);
  await addForeignJob();
}

/** What is no activation is set aside. */
async function addForeignJob(): Promise<void> {
  const queue = new Queue('agent.core.echo', { connection: { host: '127.0.0.1', port: fleet.redis.port } });
  await queue.add('x', { hello: 'world' }, { jobId: 'foreign.1' });
  await queue.close();
}

/** What an expression has once it has something (or what `isEnough`). */
const ask = (expression: string, isEnough = (samples: readonly PrometheusSample[]) => samples.length > 0) =>
  until(
    async () => {
      const samples = await prometheus.query(expression);
      return isEnough(samples) ? samples : undefined;
    },
    { timeoutMs: 30_000, everyMs: 200, message: `enough of ${expression}` },
  ) as Promise<readonly PrometheusSample[]>;

/** The one number of an expression, once it is what it must become. */
async function become(expression: string, expected: (value: number) => boolean): Promise<number> {
  const [sample] = await ask(expression, ([first]) => first !== undefined && expected(first.value));
  return sample?.value ?? Number.NaN;
}

describe('a real Prometheus', () => {
  it('finds and scrapes every process of the fleet through the list of targets', async () => {
    await ask('up == 1', (samples) => samples.length === 3);
    const up = await prometheus.query('up');
    expect(up.map(({ value }) => value)).toEqual([1, 1, 1]);
    expect(up.map(({ labels }) => labels.service).sort()).toEqual([
      'agent-worker',
      'agent-worker',
      'dispatcher',
    ]);
    expect(new Set(up.map(({ labels }) => labels.instance)).size).toBe(3);
    expect(new Set(up.map(({ labels }) => labels.instance_id)).size).toBe(3);
  }, 60_000);

  it.each<[expression: string, expected: (value: number) => boolean]>([
    ['sum(ag06_runs_accepted_total{workflow="chain"})', (n) => n === RUNS],
    ['sum(ag06_runs_ended_total{workflow="chain",status="completed"})', (n) => n === RUNS],
    ['sum(ag06_runs_ended_total{workflow="broken",status="failed"})', (n) => n === 2],
    ['sum(ag06_runs_ended_total{workflow="lonely",status="cancelled"})', (n) => n === 1],
    ['sum(ag06_run_duration_seconds_count{status="completed"})', (n) => n === RUNS + 4],
    ['histogram_quantile(0.5, sum by (le) (ag06_run_duration_seconds_bucket))', (n) => n > 0 && n < 10],
    ['sum(ag06_attempts_total{agent="core.echo",outcome="ok"})', (n) => n === 3 * RUNS],
    ['sum(ag06_attempts_total{agent="core.fail",outcome="error"})', (n) => n === 2],
    ['sum(ag06_attempts_total{agent="bad.throw",outcome="error"})', (n) => n === 2],
    ['sum(ag06_attempts_retried_total{agent="core.fail"})', (n) => n === 2],
    ['sum(ag06_step_duration_seconds_count{agent="good.patient"})', (n) => n === 2],
    ['sum(ag06_step_duration_seconds_sum{agent="good.patient"})', (n) => n > 0.22 && n < 2],
    ['sum(ag06_step_queue_wait_seconds_count{agent="good.patient"})', (n) => n === 2],
    ['max(ag06_step_queue_wait_seconds_sum{agent="good.patient"})', (n) => n >= 0 && n < 5],
    [
      'sum(ag06_steps_eager_total{agent="core.echo"}) + sum(ag06_step_queue_wait_seconds_count{agent="core.echo"})',
      (n) => n === 3 * RUNS,
    ],
    ['sum(ag06_steps_eager_total{agent="core.echo"})', (n) => n > RUNS],
    ['sum(ag06_deliveries_total{agent="core.fail"})', (n) => n >= 4],
    ['sum(ag06_claims_total{result="claimed"})', (n) => n >= RUNS + 6],
    ['sum(ag06_commits_total{result="applied"})', (n) => n >= 3 * RUNS],
    ['sum(ag06_dead_letters_total)', (n) => n === 1],
    ['sum(ag06_slots_limit{agent="core.echo"})', (n) => n === 20],
    ['sum(ag06_slots_in_use{agent="core.echo"})', (n) => n === 0],
    ['sum(ag06_slots_waiting)', (n) => n === 0],
    ['max(ag06_workers_live)', (n) => n === 2],
    ['max(ag06_agent_workers{agent="core.echo"})', (n) => n === 2],
    ['max(ag06_queue_depth{queue="agent.good.unsteady",state="waiting"})', (n) => n === 1],
    ['max(ag06_queue_depth{queue="ag06.submissions",state="waiting"})', (n) => n === 0],
    ['max(ag06_queue_oldest_ready_seconds{queue="agent.good.unsteady"})', (n) => n > 1 && n < 60],
    ['max(ag06_queue_oldest_ready_seconds{queue="agent.core.echo"})', (n) => n === 0],
    ['max(ag06_health_score{component="store"})', (n) => n > 0.3 && n <= 1],
    ['count(ag06_health_score)', (n) => n === 9],
    ['max(ag06_facts_age_seconds)', (n) => n > 0 && n < 6],
    ['max(ag06_duty_success_age_seconds{duty="wake-ups"})', (n) => n < 3],
    [
      'sum(http_server_request_duration_count{http_route="/v1/runs",http_request_method="POST"})',
      (n) => n === RUNS + 8,
    ],
    ['sum(http_server_request_duration_count{http_response_status_code="202"})', (n) => n >= RUNS + 8],
    ['max(http_server_active_requests{http_request_method="GET"})', (n) => n >= 0 && n < 5],
    ['max(ag06_feed_readers)', (n) => n === 0],
    [
      'sum(ag06_store_duration_seconds_count{operation="runs.commit",service="agent-worker"})',
      (n) => n >= 3 * RUNS,
    ],
    ['histogram_quantile(0.5, sum by (le) (ag06_store_duration_seconds_bucket))', (n) => n > 0 && n < 1],
    ['sum(ag06_broker_duration_seconds_count{operation="enqueue"})', (n) => n >= RUNS],
    ['count(ag06_store_up == 1)', (n) => n === 3],
    ['count(ag06_build_info{version="0.1.0"})', (n) => n === 3],
    ['count(nodejs_eventloop_delay_p99 >= 0)', (n) => n === 3],
    ['max(nodejs_eventloop_delay_max)', (n) => n >= 0 && n < 5],
    ['count(nodejs_eventloop_utilization >= 0)', (n) => n === 3],
    ['min(process_memory_usage)', (n) => n > 30e6 && n < 2e9],
    ['min(sum by (instance) (v8js_memory_heap_used))', (n) => n > 5e6],
    ['min(sum by (instance) (v8js_memory_heap_limit))', (n) => n > 5e6],
    ['min(process_cpu_time_total{cpu_mode="user"})', (n) => n > 0],
    ['min(process_uptime)', (n) => n > 0],
    ['sum(rate(process_cpu_time_total[10s]))', (n) => n >= 0 && n < 10],
  ])(
    'answers %s plausibly',
    async (expression, expected) => {
      await become(expression, expected);
    },
    40_000,
  );

  it('has every kind of metric with the type and text of the table', async () => {
    const metadata = (await prometheus.ask('metadata')) as Record<
      string,
      readonly { type: string; help: string }[]
    >;
    expect(metadata.ag06_step_duration_seconds).toEqual([
      { type: 'histogram', help: expect.stringContaining('handler'), unit: '' },
    ]);
    expect(metadata.ag06_attempts_total?.[0]?.type).toBe('counter');
    expect(metadata.ag06_queue_depth?.[0]?.type).toBe('gauge');
  });

  it('loses the target of a killed worker, and its deliveries are counted as lost', async () => {
    await fleet.push({ name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 3_000 } } } });
    const runId = await fleet.submit('long');
    const holder = await until(() =>
      fleet.workers.find((worker) => worker.stderr.some((line) => line.includes(`patient ${runId} started`))),
    );
    await holder?.kill('SIGKILL');
    await ask('up', (samples) => samples.length === 2 && samples.every(({ value }) => value === 1));
    expect((await fleet.result(runId, 40)).status).toBe('completed');
    await become('sum(ag06_deliveries_lost_total{agent="good.patient"})', (n) => n === 1);
    await become('max(ag06_workers_live)', (n) => n === 1);
  }, 120_000);
});

it('each process of the fleet tells the others its version, the layout of the store that it reads, and that it knows forks and archived events of groups', async () => {
  const redis = new Redis(fleet.redis.url);
  const records = async (): Promise<unknown[]> => {
    const documents = await redis.hvals('ag06:{g}:shared:process');
    return documents.map((text) => JSON.parse(text.slice(text.indexOf('{'))));
  };
  const of = (service: string) => ({
    service,
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    layout: 2,
    forks: true,
    archivedGroups: true,
  });
  const both = [of('dispatcher'), of('agent-worker')];
  try {
    const found = await until(async () => {
      const all = await records();
      return all.length >= both.length ? all : undefined;
    });
    expect(found).toEqual(expect.arrayContaining(both));
  } finally {
    redis.disconnect();
  }
});
