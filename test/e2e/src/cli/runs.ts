import { describe, expect, it } from '@jest/globals';
import { startCli } from '../run-cli.ts';
import { user } from './command-user.ts';

/** What is run and listed beside each other. Before them `prepareRuns`. */
export function describeRuns(): void {
  describe('ag06 workflows', () => {
    it.concurrent('pushes a file of YAML or JSON, and warns of agents that no worker has', async () => {
      expect(await user.ag06('workflows', 'push', 'hello.yaml')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^hello {2}\S+$/),
      });
      const { code, documents } = await user.json('workflows', 'push', 'nobody.json');
      expect({ code, documents }).toEqual({
        code: 0,
        documents: [
          { name: 'nobody', version: expect.any(String), warnings: [expect.stringContaining('no.such')] },
        ],
      });
    });

    it.concurrent('prints each wrong place of a definition, and exits with 1', async () => {
      const pushed = await user.ag06('workflows', 'push', 'bad.yaml');
      expect(pushed).toMatchObject({ code: 1, out: '', err: expect.stringContaining('steps.a.needs[0]') });
      const validated = await user.ag06('workflows', 'validate', 'bad.yaml');
      expect(validated).toMatchObject({
        code: 1,
        out: expect.stringContaining('steps.a.needs[0]: expected'),
      });
    });

    it.concurrent('validates, and lists what was pushed', async () => {
      expect(await user.ag06('workflows', 'validate', 'hello.yaml')).toMatchObject({
        code: 0,
        out: 'hello.yaml is valid',
      });
      const { code, out } = await user.ag06('workflows', 'list');
      expect(code).toBe(0);
      expect(out.split('\n')[0]).toMatch(/^NAME +VERSION +SAVED$/);
      expect(out).toMatch(/^echo +\S+ +\d[\d.]* m?s ago$/m);
      const listed = await user.json('workflows', 'list');
      expect(listed.documents[0].items).toContainEqual({
        name: 'echo',
        version: expect.any(String),
        savedAt: expect.any(String),
      });
    });
  });

  describe('ag06 run', () => {
    it.concurrent('submits, and does not wait', async () => {
      const { code, documents } = await user.json('run', 'long', '--key', 'one', '--priority', 'high');
      const [taken] = documents;
      expect({ code, taken }).toMatchObject({ code: 0, taken: { status: 'running' } });
      expect((await user.ag06('run', 'long', '--key', 'one')).out).toBe(`${taken.runId}  running`);
    });

    it.concurrent('follows a run to its end: its events as text, then its output', async () => {
      const { code, out } = await user.ag06('run', 'echo', '--input', '@input.json', '--follow');
      expect(code).toBe(0);
      const [first, ...lines] = out.split('\n');
      expect(first).toMatch(/^run r0-/);
      const types = lines.flatMap((line) => /^\d\d:\d\d:\d\d\.\d{3} {2}(\S+)/.exec(line)?.[1] ?? []);
      expect(types).toEqual([
        ...['run.accepted', 'run.started', 'step.scheduled', 'step.started', 'step.completed'],
        'run.completed',
      ]);
      expect(JSON.parse(lines.slice(types.length).join('\n'))).toEqual({ s: { n: 7 } });
    });

    it.concurrent('follows with --json: one document a line, of which the last is the result', async () => {
      const { code, documents } = await user.json('run', 'echo', '--input', '{"n":1}', '--follow');
      expect(code).toBe(0);
      const events = documents.slice(0, -1);
      expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
      expect(events.at(-1)).toMatchObject({ type: 'run.completed' });
      expect(documents.at(-1)).toEqual({
        runId: expect.any(String),
        status: 'completed',
        output: { s: { n: 1 } },
      });
    });

    it.concurrent('exits with 1 when the run does not complete', async () => {
      const text = await user.ag06('run', 'broken', '--follow');
      expect(text).toMatchObject({ code: 1, out: expect.stringMatching(/failed: AGENT_FAILED .+$/) });
      const { code, documents } = await user.json('run', 'broken', '--follow');
      expect({ code, last: documents.at(-1) }).toMatchObject({
        code: 1,
        last: { status: 'failed', error: { code: 'AGENT_FAILED', step: 's' } },
      });
    });

    it.concurrent('pushes a file first', async () => {
      await user.write(
        'file.yaml',
        'name: from-file\nsteps:\n  s: { agent: core.echo, with: { is: pushed } }\n',
      );
      const { code, documents } = await user.json('run', 'file.yaml', '--follow');
      expect({ code, last: documents.at(-1) }).toMatchObject({
        code: 0,
        last: { output: { s: { is: 'pushed' } } },
      });
    });

    it.concurrent('prints a refusal, and exits with 1', async () => {
      const { code, out, err } = await user.ag06('run', 'nothing');
      expect({ code, out, err }).toEqual({
        code: 1,
        out: '',
        err: expect.stringContaining('WORKFLOW_UNKNOWN'),
      });
      const { documents } = await user.json('run', 'nothing');
      expect(documents).toEqual([{ error: { code: 'WORKFLOW_UNKNOWN', message: expect.any(String) } }]);
    });

    it.concurrent('leaves the run alone when following is interrupted', async () => {
      const cli = await startCli(['run', 'long', '--follow'], user.cwd, { AG06_URL: user.fleet.url });
      const [, runId = ''] = await cli.waitForLine(/^run (\S+)/);
      await cli.waitForLine(/step\.started/);
      expect(await cli.kill('SIGINT')).toMatchObject({ code: 1 });
      expect(cli.stdout.at(-1)).toBe(`The run goes on. Stop it with: ag06 runs cancel ${runId}`);
      expect((await user.fleet.call('GET', `/v1/runs/${runId}`)).body).toMatchObject({ status: 'running' });
    });
  });

  describe('ag06 runs', () => {
    it.concurrent('lists by every filter', async () => {
      const words = ['--tag', 'red', '--tag', 'blue', '--correlation-id', 'order 9', '--follow'];
      expect((await user.ag06('run', 'echo', '--input', '{"n":1}', ...words)).code).toBe(0);
      const { documents } = await user.json('runs', 'list', '--tag', 'red', '--status', 'completed');
      const [{ items }] = documents;
      expect(items).toMatchObject([
        { workflow: 'echo', correlationId: 'order 9', tags: expect.arrayContaining(['red', 'blue']) },
      ]);
      const { code, out } = await user.ag06(
        'runs',
        'list',
        '--correlation-id',
        'order 9',
        '--workflow',
        'echo',
      );
      expect(code).toBe(0);
      expect(out.split('\n')).toEqual([
        expect.stringMatching(/^RUN +WORKFLOW +STATUS +CREATED +CORRELATION ID$/),
        expect.stringMatching(
          new RegExp(`^${items[0].runId} +echo +completed +\\d[\\d.]* m?s ago +order 9$`),
        ),
      ]);
      expect((await user.json('runs', 'list', '--tag', 'green')).documents).toEqual([{ items: [] }]);
    });

    it.concurrent('follows a run that was started before, waits for runs, and prints a result alone', async () => {
      const [done, broken] = [await user.fleet.submit('echo', { n: 4 }), await user.fleet.submit('broken')];
      expect(await user.ag06('runs', 'follow', done)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/run\.accepted[\s\S]*run\.completed[\s\S]*"n": 4/),
      });
      expect(await user.json('runs', 'wait', done, broken)).toMatchObject({
        code: 1,
        documents: [
          {
            items: [
              { runId: done, status: 'completed' },
              { runId: broken, status: 'failed' },
            ],
          },
        ],
      });
      expect((await user.ag06('runs', 'wait', done)).code).toBe(0);
      expect(JSON.parse((await user.ag06('runs', 'result', done)).out)).toEqual({ s: { n: 4 } });
      const refused = await user.ag06('runs', 'result', broken);
      expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('AGENT_FAILED') });
      const long = await user.fleet.submit('long');
      const waited = await user.ag06('runs', 'wait', long, '--timeout', '10ms');
      expect(waited).toMatchObject({ code: 1, out: '', err: `Not ended: ${long}. Each goes on.` });
      expect(await user.ag06('runs', 'result', long)).toMatchObject({
        code: 1,
        out: '',
        err: `${long} is running. Wait for its end: ag06 runs wait ${long}`,
      });
    });

    it.concurrent('pages with the cursor that it prints', async () => {
      for (const n of [1, 2, 3]) await user.fleet.submit('echo', { n });
      const first = await user.ag06('runs', 'list', '--workflow', 'echo', '--limit', '2');
      const cursor = /^more: --cursor (\S+)$/m.exec(first.out)?.[1] ?? '';
      const next = await user.json('runs', 'list', '--workflow', 'echo', '--limit', '2', '--cursor', cursor);
      const [{ items }] = next.documents;
      expect(items.length).toBeGreaterThan(0);
      for (const { runId } of items) expect(first.out).not.toContain(runId);
    });

    it.concurrent('shows a run, also a large one, whole', async () => {
      const text = 'x'.repeat(200_000);
      const runId = await user.fleet.submit('echo', { n: text });
      await user.fleet.result(runId);
      const { code, documents } = await user.json('runs', 'show', runId);
      expect({ code, run: documents[0] }).toMatchObject({
        code: 0,
        run: {
          runId,
          status: 'completed',
          output: { s: { n: text } },
          steps: { s: { status: 'completed' } },
        },
      });
      expect((await user.ag06('runs', 'show', runId)).out).toMatch(
        /^STEP +STATUS +ATTEMPT +TOOK +WORKER\ns +completed +1 +\d+ ms +w-\S+$/m,
      );
    });

    it.concurrent('prints the events of a run', async () => {
      const runId = await user.fleet.submit('broken');
      await user.fleet.result(runId);
      const { code, out } = await user.ag06('runs', 'events', runId);
      expect(code).toBe(0);
      expect(out.split('\n').map((line) => Number(line.slice(0, 4)))).toEqual([1, 2, 3, 4, 5, 6]);
      expect(out).toMatch(/step\.failed s on w-\S+: AGENT_FAILED/);
      const [document] = (await user.json('runs', 'events', runId)).documents;
      expect(document.events).toEqual(await user.fleet.events(runId));
    });

    it.concurrent('cancels a run once, and exits with 1 for a run that has ended or is unknown', async () => {
      const runId = await user.fleet.submit('long');
      expect(await user.ag06('runs', 'cancel', runId)).toMatchObject({ code: 0, out: `${runId}  cancelled` });
      expect((await user.json('runs', 'cancel', runId)).documents).toEqual([{ runId, status: 'cancelled' }]);
      const done = await user.fleet.submit('echo', { n: 1 });
      await user.fleet.result(done);
      expect(await user.ag06('runs', 'cancel', done)).toMatchObject({
        code: 1,
        err: expect.stringContaining('RUN_ENDED'),
      });
      for (const verb of ['show', 'events', 'cancel']) {
        expect(await user.ag06('runs', verb, 'r0-000000000aaaaaaaaaaaa')).toMatchObject({
          code: 1,
          err: expect.stringContaining('RUN_UNKNOWN'),
        });
        for (const word of ['mine', 'a/b', '../workflows'])
          expect(await user.ag06('runs', verb, word)).toMatchObject({
            code: 2,
            err: expect.stringContaining(`"${word}"`),
          });
      }
    });
  });
}

/** Pushes and writes what the tests of runs need. */
export async function prepareRuns(): Promise<void> {
  const { fleet, write } = user;
  await write('hello.yaml', 'name: hello\nsteps:\n  s: { agent: core.echo, with: { n: "${input.n}" } }\n');
  await write('nobody.json', JSON.stringify({ name: 'nobody', steps: { s: { agent: 'no.such' } } }));
  await write('bad.yaml', 'name: bad\nsteps:\n  a: { agent: x, needs: [b] }\n');
  await write('input.json', '{"n": 7}');
  await fleet.push({ name: 'echo', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } });
  await fleet.push({ name: 'broken', steps: { s: { agent: 'bad.throw', retry: { maxAttempts: 1 } } } });
  await fleet.push({ name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 120_000 } } } });
}
