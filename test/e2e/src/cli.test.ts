import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EventStream, type TempDir, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli, startCli } from './run-cli.ts';
import { TestFleet } from './test-fleet.ts';

let fleet: TestFleet;
let folder: TempDir;
beforeAll(async () => {
  [fleet, folder] = await Promise.all([TestFleet.start(1), tempDir('cli')]);
  await write('hello.yaml', 'name: hello\nsteps:\n  s: { agent: core.echo, with: { n: "${input.n}" } }\n');
  await write('nobody.json', JSON.stringify({ name: 'nobody', steps: { s: { agent: 'no.such' } } }));
  await write('bad.yaml', 'name: bad\nsteps:\n  a: { agent: x, needs: [b] }\n');
  await write('input.json', '{"n": 7}');
  await fleet.push({ name: 'echo', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } });
  await fleet.push({ name: 'broken', steps: { s: { agent: 'bad.throw', retry: { maxAttempts: 1 } } } });
  await fleet.push({ name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 120_000 } } } });
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await folder.remove();
});

const write = (name: string, text: string) => writeFile(join(folder.path, name), text);
const ag06 = (...args: string[]) => runCli(args, { cwd: folder.path, url: fleet.url });
const json = async (...args: string[]) => {
  const { code, out } = await ag06(...args, '--json');
  return { code, documents: out.split('\n').map((line) => JSON.parse(line)) };
};

describe('ag06 workflows', () => {
  it.concurrent('pushes a file of YAML or JSON, and warns of agents that no worker has', async () => {
    expect(await ag06('workflows', 'push', 'hello.yaml')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^hello {2}\S+$/),
    });
    const { code, documents } = await json('workflows', 'push', 'nobody.json');
    expect({ code, documents }).toEqual({
      code: 0,
      documents: [
        { name: 'nobody', version: expect.any(String), warnings: [expect.stringContaining('no.such')] },
      ],
    });
  });

  it.concurrent('prints each wrong place of a definition, and exits with 1', async () => {
    const pushed = await ag06('workflows', 'push', 'bad.yaml');
    expect(pushed).toMatchObject({ code: 1, out: '', err: expect.stringContaining('steps.a.needs[0]') });
    const validated = await ag06('workflows', 'validate', 'bad.yaml');
    expect(validated).toMatchObject({ code: 1, out: expect.stringContaining('steps.a.needs[0]: expected') });
  });

  it.concurrent('validates, and lists what was pushed', async () => {
    expect(await ag06('workflows', 'validate', 'hello.yaml')).toMatchObject({
      code: 0,
      out: 'hello.yaml is valid',
    });
    const { code, out } = await ag06('workflows', 'list');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^NAME +VERSION +SAVED$/);
    expect(out).toMatch(/^echo +\S+ +\d[\d.]* m?s ago$/m);
    const listed = await json('workflows', 'list');
    expect(listed.documents[0].items).toContainEqual({
      name: 'echo',
      version: expect.any(String),
      savedAt: expect.any(String),
    });
  });
});

describe('ag06 run', () => {
  it.concurrent('submits, and does not wait', async () => {
    const { code, documents } = await json('run', 'long', '--key', 'one', '--priority', 'high');
    const [taken] = documents;
    expect({ code, taken }).toMatchObject({ code: 0, taken: { status: 'running' } });
    expect((await ag06('run', 'long', '--key', 'one')).out).toBe(`${taken.runId}  running`);
  });

  it.concurrent('follows a run to its end: its events as text, then its output', async () => {
    const { code, out } = await ag06('run', 'echo', '--input', '@input.json', '--follow');
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
    const { code, documents } = await json('run', 'echo', '--input', '{"n":1}', '--follow');
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
    const text = await ag06('run', 'broken', '--follow');
    expect(text).toMatchObject({ code: 1, out: expect.stringMatching(/failed: AGENT_FAILED .+$/) });
    const { code, documents } = await json('run', 'broken', '--follow');
    expect({ code, last: documents.at(-1) }).toMatchObject({
      code: 1,
      last: { status: 'failed', error: { code: 'AGENT_FAILED', step: 's' } },
    });
  });

  it.concurrent('pushes a file first', async () => {
    await write('file.yaml', 'name: from-file\nsteps:\n  s: { agent: core.echo, with: { is: pushed } }\n');
    const { code, documents } = await json('run', 'file.yaml', '--follow');
    expect({ code, last: documents.at(-1) }).toMatchObject({
      code: 0,
      last: { output: { s: { is: 'pushed' } } },
    });
  });

  it.concurrent('prints a refusal, and exits with 1', async () => {
    const { code, out, err } = await ag06('run', 'nothing');
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: expect.stringContaining('WORKFLOW_UNKNOWN'),
    });
    const { documents } = await json('run', 'nothing');
    expect(documents).toEqual([{ error: { code: 'WORKFLOW_UNKNOWN', message: expect.any(String) } }]);
  });

  it.concurrent('leaves the run alone when following is interrupted', async () => {
    const cli = await startCli(['run', 'long', '--follow'], folder.path, { AG06_URL: fleet.url });
    const [, runId = ''] = await cli.waitForLine(/^run (\S+)/);
    await cli.waitForLine(/step\.started/);
    expect(await cli.kill('SIGINT')).toMatchObject({ code: 1 });
    expect(cli.stdout.at(-1)).toBe(`The run goes on. Stop it with: ag06 runs cancel ${runId}`);
    expect((await fleet.call('GET', `/v1/runs/${runId}`)).body).toMatchObject({ status: 'running' });
  });
});

describe('ag06 runs', () => {
  it.concurrent('lists by every filter', async () => {
    const words = ['--tag', 'red', '--tag', 'blue', '--correlation-id', 'order 9', '--follow'];
    expect((await ag06('run', 'echo', '--input', '{"n":1}', ...words)).code).toBe(0);
    const { documents } = await json('runs', 'list', '--tag', 'red', '--status', 'completed');
    const [{ items }] = documents;
    expect(items).toMatchObject([
      { workflow: 'echo', correlationId: 'order 9', tags: expect.arrayContaining(['red', 'blue']) },
    ]);
    const { code, out } = await ag06('runs', 'list', '--correlation-id', 'order 9', '--workflow', 'echo');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^RUN +WORKFLOW +STATUS +CREATED +CORRELATION ID$/),
      expect.stringMatching(new RegExp(`^${items[0].runId} +echo +completed +\\d[\\d.]* m?s ago +order 9$`)),
    ]);
    expect((await json('runs', 'list', '--tag', 'green')).documents).toEqual([{ items: [] }]);
  });

  it.concurrent('pages with the cursor that it prints', async () => {
    for (const n of [1, 2, 3]) await fleet.submit('echo', { n });
    const first = await ag06('runs', 'list', '--workflow', 'echo', '--limit', '2');
    const cursor = /^more: --cursor (\S+)$/m.exec(first.out)?.[1] ?? '';
    const next = await json('runs', 'list', '--workflow', 'echo', '--limit', '2', '--cursor', cursor);
    const [{ items }] = next.documents;
    expect(items.length).toBeGreaterThan(0);
    for (const { runId } of items) expect(first.out).not.toContain(runId);
  });

  it.concurrent('shows a run, also a large one, whole', async () => {
    const text = 'x'.repeat(200_000);
    const runId = await fleet.submit('echo', { n: text });
    await fleet.result(runId);
    const { code, documents } = await json('runs', 'show', runId);
    expect({ code, run: documents[0] }).toMatchObject({
      code: 0,
      run: { runId, status: 'completed', output: { s: { n: text } }, steps: { s: { status: 'completed' } } },
    });
    expect((await ag06('runs', 'show', runId)).out).toMatch(
      /^STEP +STATUS +ATTEMPT +TOOK +WORKER\ns +completed +1 +\d+ ms +w-\S+$/m,
    );
  });

  it.concurrent('prints the events of a run', async () => {
    const runId = await fleet.submit('broken');
    await fleet.result(runId);
    const { code, out } = await ag06('runs', 'events', runId);
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => Number(line.slice(0, 4)))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(out).toMatch(/step\.failed s on w-\S+: AGENT_FAILED/);
    const [document] = (await json('runs', 'events', runId)).documents;
    expect(document.events).toEqual(await fleet.events(runId));
  });

  it.concurrent('cancels a run once, and exits with 1 for a run that has ended or is unknown', async () => {
    const runId = await fleet.submit('long');
    expect(await ag06('runs', 'cancel', runId)).toMatchObject({ code: 0, out: `${runId}  cancelled` });
    expect((await json('runs', 'cancel', runId)).documents).toEqual([{ runId, status: 'cancelled' }]);
    const done = await fleet.submit('echo', { n: 1 });
    await fleet.result(done);
    expect(await ag06('runs', 'cancel', done)).toMatchObject({
      code: 1,
      err: expect.stringContaining('RUN_ENDED'),
    });
    for (const verb of ['show', 'events', 'cancel']) {
      expect(await ag06('runs', verb, 'r0-000000000aaaaaaaaaaaa')).toMatchObject({
        code: 1,
        err: expect.stringContaining('RUN_UNKNOWN'),
      });
      for (const word of ['mine', 'a/b', '../workflows'])
        expect(await ag06('runs', verb, word)).toMatchObject({
          code: 2,
          err: expect.stringContaining(`"${word}"`),
        });
    }
  });
});

it('ag06 lists the workers, agents and queues of the fleet', async () => {
  const [workers, agents, queues, letters] = await Promise.all(
    ['workers', 'agents', 'queues', 'dead-letters'].map((list) => ag06(list)),
  );
  expect(workers?.out).toMatch(/^w-\S+ .*core\.echo/m);
  expect(agents?.out).toMatch(/^core\.echo +1 +\S+ +\S+ /m);
  expect(queues?.out).toMatch(/^core\.echo +\d+ +\d+ +\d+ +1$/m);
  expect(letters).toMatchObject({ code: 0, out: 'Nothing was set aside.' });
});

describe('ag06 feed', () => {
  const READY_MS = 30_000;

  it('prints events as they happen, as text or as one document a line, and exits when it is interrupted', async () => {
    const env = { AG06_URL: fleet.url };
    const start = await EventStream.open(`${fleet.url}/v1/feed`);
    await until(() => start.lastId !== '');
    await start.close();
    const words = ['feed', '--workflow', 'echo', '--after', start.lastId];
    const text = await startCli(words, folder.path, env);
    const ends = [...words, '--type', 'run.completed', '--type', 'run.failed', '--json'];
    const lines = await startCli(ends, folder.path, env);
    const runId = await fleet.submit('echo', { n: 1 });
    await text.waitForLine(new RegExp(`^${runId} {2}echo {2}\\S+ {2}run.completed`), READY_MS);
    await lines.waitForLine(/run.completed/, READY_MS);
    expect(lines.stdout.map((line) => JSON.parse(line))).toMatchObject([
      { runId, workflow: 'echo', type: 'run.completed', output: { s: { n: 1 } } },
    ]);
    expect(text.stdout[0]).toContain('run.accepted');
    for (const cli of [text, lines]) expect(await cli.kill('SIGINT')).toMatchObject({ code: 0 });
  }, 60_000);

  it('prints a wrong filter, and an address at which nothing answers', async () => {
    expect(await ag06('feed', '--type', 'nothing')).toMatchObject({
      code: 1,
      err: expect.stringContaining('type'),
    });
    expect(await ag06('feed', '--after', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('FEED_POSITION_GONE'),
    });
    expect((await runCli(['feed'], { cwd: folder.path })).code).toBe(3);
    expect((await ag06('feed', '--colour')).code).toBe(2);
  });
});

it('ag06 exits with 2 for a wrong call, and with 3 if no dispatcher answers', async () => {
  const wrong = [
    ['fleet'],
    ['runs', 'show'],
    ['runs', 'list', 'x'],
    ['workflows', 'push', 'none.yaml'],
    ['up', '-x'],
  ];
  const ended = await Promise.all(wrong.map((words) => ag06(...words)));
  expect(ended.map(({ code, out }) => ({ code, out }))).toEqual(wrong.map(() => ({ code: 2, out: '' })));
  expect((await json('runs', 'show')).documents).toEqual([
    { error: { code: 'USAGE', message: expect.any(String) } },
  ]);
  const nobody = await runCli(['runs', 'list', '--json'], { cwd: folder.path });
  expect(nobody.code).toBe(3);
  expect(JSON.parse(nobody.out)).toMatchObject({ error: { code: 'UNREACHABLE' } });
  await fleet.redis.kill();
  expect(await ag06('runs', 'list')).toMatchObject({
    code: 3,
    err: expect.stringContaining('STORE_UNAVAILABLE'),
  });
}, 60_000);
