import { Client } from '@ag06/client';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { type EchoServer, startEchoServer } from '../fleet/echo-server.ts';
import { countEvents, readLog } from '../fleet/event-facts.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';

const SQUARE = {
  name: 'square',
  steps: { s: { agent: 'proof.square', with: '${input}' } },
  output: '${steps.s.output.n}',
};

let proof: ProofFleet;
let echo: EchoServer;
const startWorker = (agents?: string) =>
  proof.startWorker(agents, { AG06_HTTP_ALLOW: `127.0.0.1:${echo.port}` });
beforeAll(async () => {
  echo = await startEchoServer();
  proof = await startProofFleet(0);
  await Promise.all([startWorker(), startWorker(), startWorker('special-agents')]);
  await proof.client.workflows.push(SQUARE);
}, 180_000);
afterAll(async () => {
  await proof.stop();
  await echo.stop();
});

proveCase(
  71,
  'One workflow goes over agents of two kinds of workers and back, each step executed by a worker that has its agent, and what one gives the next one gets.',
  async () => {
    const { client } = proof;
    await client.workflows.push({
      name: 'over-workers',
      steps: {
        first: { agent: 'proof.square', with: { n: '${input.n}' } },
        words: {
          agent: 'special.translate',
          needs: ['first'],
          with: { text: '${string(steps.first.output.n)}', to: 'de' },
        },
        last: { agent: 'proof.context', needs: ['words'], with: { said: '${steps.words.output.text}' } },
      },
      output: {
        said: '${steps.last.output.input.said}',
        pids: '${[steps.first.output.pid, steps.words.output.pid]}',
      },
    });
    const servers = new Map((await client.fleet.workers()).items.map(({ id, agents }) => [id, agents]));
    for (const n of [2, 3, 4]) {
      const run = await client.submit('over-workers', { n });
      const output = (await client.waitForOutput(run)) as { said: string; pids: number[] };
      expect(output.said).toBe(`de: ${n * n}`);
      expect(new Set(output.pids).size).toBe(2);
      for (const [step, agent] of [
        ['first', 'proof.square'],
        ['words', 'special.translate'],
      ] as const) {
        const [attempt] = (await client.step(run, step)).attempts;
        expect(servers.get(attempt?.worker ?? '')).toContain(agent);
      }
    }
  },
);

proveCase(
  76,
  'An order from its submission to its end over HTTP, a person, a child and a stream goes on though a worker and the dispatcher that took it are killed on the way; nothing is done twice.',
  async () => {
    const beside = await proof.fleet.startDispatcherBeside();
    const client = new Client({ url: [beside.api.url, proof.fleet.url] });
    await client.workflows.push({
      name: 'order',
      steps: {
        charge: {
          agent: 'http.request',
          with: { url: `${echo.url}/charge-76`, method: 'POST', body: { total: '${input.total}' } },
        },
        approve: {
          approve: {
            signal: 'ok',
            ask: 'Ship for ${steps.charge.output.body.total}?',
            choices: ['yes', 'no'],
          },
          needs: ['charge'],
        },
        pack: { agent: 'proof.square', needs: ['approve'], with: { n: 6, ms: 1_000 } },
        ship: { workflow: 'square', needs: ['pack'], with: { n: '${steps.pack.output.n}' } },
      },
      output: '${[steps.approve.output.choice, string(steps.ship.output)]}',
    });
    const run = await client.submit('order', { total: 30 }, { correlationId: 'order 76' });
    const asked = await until(async () => (await client.approvals.listPage({ workflow: 'order' })).items[0]);
    await beside.started.kill();
    await client.approvals.answer(asked?.id ?? '', { choice: 'yes' }, { by: 'Grace' });
    const pattern = new RegExp(`square ${run.runId} pack`);
    const racing = proof.fleet.workers.map(
      async (one) => [one, await one.waitForLine(pattern, 60_000)] as const,
    );
    for (const one of racing) one.catch(() => {});
    const [holder] = await Promise.race(racing);
    await holder.kill();
    const spare = startWorker();
    expect(await client.waitForOutput(run)).toEqual(['yes', '1296']);
    await spare;
    expect(echo.requests.filter(({ path }) => path === '/charge-76')).toHaveLength(1);
    const counts = countEvents(await readLog(client, run.runId));
    for (const step of ['charge', 'approve', 'pack', 'ship'])
      expect(counts[`step.completed ${step}`]).toBe(1);
    expect(counts['step.redelivered pack']).toBe(1);
  },
  240_000,
);

proveCase(
  78,
  'A failure reaches everybody whom it concerns with its code and place: the step, the run, the parent of the run, the caller, and the item of a list; what may go on without it does.',
  async () => {
    const { client } = proof;
    const failing = {
      agent: 'proof.unsteady',
      with: { times: 9, message: 'no paper' },
      retry: { maxAttempts: 1 },
    };
    await client.workflows.push({ name: 'leaf', steps: { s: failing } });
    await client.workflows.push({ name: 'middle', steps: { c: { workflow: 'leaf' } } });
    await client.workflows.push({
      name: 'top',
      steps: { c: { workflow: 'middle' }, after: { agent: 'proof.context', needs: ['c'] } },
    });
    const run = await client.submit('top', null);
    await expect(client.waitForOutput(run)).rejects.toMatchObject({
      status: 'failed',
      step: 'c',
      message: expect.stringContaining('no paper'),
    });
    const view = await client.get(run);
    expect(view.steps).toMatchObject({ c: { status: 'failed' }, after: { status: 'cancelled' } });
    const { nodes } = await client.tree(run);
    expect(nodes.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    const leaf = nodes.find(({ workflow }) => workflow === 'leaf');
    expect(await client.wait(leaf?.runId ?? '')).toMatchObject({
      error: { step: 's', code: 'AGENT_FAILED', message: expect.stringContaining('no paper') },
    });
    await client.workflows.push({
      name: 'tolerant',
      steps: {
        each: {
          agent: 'proof.unsteady',
          forEach: [0, 9, 0],
          with: { times: '${item}' },
          retry: { maxAttempts: 1 },
          onFailure: 'continue',
        },
        after: { agent: 'proof.context', needs: ['each'], with: '${steps.each.status}' },
      },
      output: { list: '${steps.each.output.map(one, one == null)}', after: '${steps.after.output.input}' },
    });
    const tolerant = await client.submit('tolerant', null);
    expect(await client.waitForOutput(tolerant)).toMatchObject({ list: [false, true, false] });
    expect(await client.step(tolerant, 'each', { item: 1 })).toMatchObject({
      status: 'failed',
      error: { code: 'AGENT_FAILED' },
    });
  },
);

proveCase(
  80,
  'Values pass through expressions, steps, children and lists as they are: texts of any script, numbers to their last digit, nothing, nested lists, and outputs of a megabyte.',
  async (measure) => {
    const { client } = proof;
    const value = {
      text: 'Zoë — 東京 — 😀 — "\\\n\u2028',
      numbers: [0, -1, 0.1, 1e21, 9_007_199_254_740_991, -9_007_199_254_740_991],
      nothing: null,
      truth: [true, false],
      deep: { er: [{ and: [[['deeper']]] }, {}, []] },
    };
    await client.workflows.push({
      name: 'passing',
      steps: { s: { agent: 'proof.context', with: '${input}' } },
      output: '${steps.s.output.input}',
    });
    await client.workflows.push({
      name: 'data-flow',
      steps: {
        first: { agent: 'proof.context', with: { whole: '${input}' } },
        child: { workflow: 'passing', needs: ['first'], with: '${steps.first.output.input.whole}' },
        each: { agent: 'proof.context', forEach: '${[input, input.deep]}', with: '${item}' },
        made: { agent: 'proof.large', needs: ['child'], with: { characters: 1_000_000 } },
        counted: { agent: 'proof.context', needs: ['made'], with: '${size(steps.made.output)}' },
      },
      output: {
        child: '${steps.child.output}',
        each: '${steps.each.output.map(one, one.input)}',
        size: '${steps.counted.output.input}',
      },
    });
    const run = await client.submit('data-flow', value);
    expect(await client.waitForOutput(run)).toEqual({
      child: value,
      each: [value, value.deep],
      size: 1_000_000,
    });
    measure('characters of the largest output', 1_000_000);
  },
);
