import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import type { FleetApi } from './fleet-api.ts';
import { type ForeignEnd, type ForeignJob, submission } from './queue-client.ts';

const helloOf = (client: string) => ({
  name: `hello-${client}`,
  input: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  steps: { greet: { agent: 'core.echo', with: 'Hello, ${input.name}' } },
  output: '${steps.greet.output}',
});
const TRACE = '0af7651916cd43dd8448eb211c80319c';

type Hello = ReturnType<typeof helloOf>;

/** What is wrong with each, as `code path`. */
const badOf = ({ name }: Hello): readonly (readonly [job: ForeignJob, code: string, path?: string])[] => [
  [submission({ workflow: 'nowhere' }), 'WORKFLOW_UNKNOWN'],
  [submission({ workflow: name, input: { name: 7 } }, { attempts: 3 }), 'INPUT_INVALID', 'input.name'],
  [submission({ workflow: name, inptu: {} }), 'SUBMISSION_INVALID', 'inptu'],
  [submission({ workflow: name, correlationId: ' ' }), 'SUBMISSION_INVALID', 'correlationId'],
  [{ name: 'begin', data: { workflow: name } }, 'JOB_NAME_UNKNOWN', 'name'],
  [{ name: 'start', data: [1] }, 'SUBMISSION_INVALID', ''],
];

/** Good and bad submissions of a client, side by side. Clients that share a fleet have names of their own. */
export async function expectQueueSubmissions(
  fleet: FleetApi,
  submit: (jobs: readonly ForeignJob[]) => Promise<readonly ForeignEnd[]>,
  client = 'queue',
): Promise<void> {
  const hello = helloOf(client);
  const bad = badOf(hello);
  await fleet.push(hello);
  const good = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
    submission({
      workflow: hello.name,
      input: { name },
      tags: ['by-queue'],
      correlationId: `order ${name}`,
      traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
    }),
  );
  const ends = await submit(good.flatMap((job, i) => [job, bad[i]?.[0] ?? job]));
  await expectGood(
    fleet,
    ends.filter((_, i) => i % 2 === 0),
  );
  await expectBad(
    fleet,
    bad,
    ends.filter((_, i) => i % 2 === 1),
  );
  await expectCounts(fleet, hello, submit);
  await expectRedrive(fleet, { ...hello, name: `late-${client}` }, submit);
}

/** A submission of a workflow that comes later becomes its run when its dead letter is redriven. */
async function expectRedrive(
  fleet: FleetApi,
  late: Hello,
  submit: (jobs: readonly ForeignJob[]) => Promise<readonly ForeignEnd[]>,
): Promise<void> {
  const [refused] = await submit([submission({ workflow: late.name, input: { name: 'you' } })]);
  const { items } = (await fleet.call('GET', '/v1/dead-letters')).body as {
    items: { id: string; jobId: string }[];
  };
  const path = `/v1/dead-letters/${items.find(({ jobId }) => jobId === refused?.jobId)?.id}`;
  expect(await fleet.call('POST', `${path}/redrive`)).toMatchObject({
    body: { code: 'DEAD_LETTER_REFUSED' },
  });
  await fleet.push(late);
  const redriven = await fleet.call('POST', `${path}/redrive`);
  expect(redriven).toMatchObject({ status: 200, body: { became: 'submitted' } });
  expect((await fleet.call('GET', path)).status).toBe(404);
  const result = await fleet.result(String(redriven.body.runId));
  expect(result).toMatchObject({ status: 'completed', output: 'Hello, you' });
}

/** A submission that its client delays is counted until it is taken. */
async function expectCounts(
  fleet: FleetApi,
  { name }: Hello,
  submit: (jobs: readonly ForeignJob[]) => Promise<readonly ForeignEnd[]>,
): Promise<void> {
  const countDelayed = async () => {
    const { items } = (await fleet.call('GET', '/v1/queues')).body as {
      items: { queue: string; delayed: number }[];
    };
    return items.find(({ queue }) => queue === 'ag06.submissions')?.delayed;
  };
  expect(await countDelayed()).toBe(0);
  const job = submission({ workflow: name, input: { name: 'late' } }, { delay: 2_000 });
  const submitted = submit([job]);
  await until(async () => (await countDelayed()) === 1);
  expect(await submitted).toMatchObject([{ value: { status: 'running' } }]);
  expect(await countDelayed()).toBe(0);
}

async function expectGood(fleet: FleetApi, ends: readonly ForeignEnd[]): Promise<void> {
  expect(ends.flatMap(({ failed }) => failed ?? [])).toEqual([]);
  const results = await Promise.all(ends.map(({ value }) => fleet.result(value?.runId ?? '')));
  expect(results).toMatchObject(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ status: 'completed', output: `Hello, ${name}` })),
  );
  const [first] = ends;
  expect(first?.value).toEqual({ runId: expect.any(String), status: 'running', correlationId: 'order a' });
  expect((await fleet.call('GET', `/v1/runs/${first?.value?.runId}`)).body).toMatchObject({
    correlationId: 'order a',
    traceId: TRACE,
    tags: ['by-queue'],
  });
}

async function expectBad(
  fleet: FleetApi,
  bad: ReturnType<typeof badOf>,
  ends: readonly ForeignEnd[],
): Promise<void> {
  const { items } = (await fleet.call('GET', '/v1/dead-letters')).body as {
    items: { jobId: string; queue: string; reason: string; problem: unknown; data: unknown }[];
  };
  for (const [i, { jobId, failed = '' }] of ends.entries()) {
    const [job, code = '', path] = bad[i] ?? [];
    const problem = { code, ...(path !== undefined && { errors: [{ path }] }) };
    expect(JSON.parse(failed)).toMatchObject(problem);
    const letters = items.filter((letter) => letter.jobId === jobId);
    expect(letters).toMatchObject([{ queue: 'ag06.submissions', reason: code, problem, data: job?.data }]);
  }
}
