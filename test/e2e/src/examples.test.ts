import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startProcess, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCli } from './run-cli.ts';
import { TestFleet } from './test-fleet.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));
const WORD_REPORT = `${EXAMPLES}word-report/`;
const run = promisify(execFile);

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start(0);
  await fleet.startWorker({ AG06_AGENTS: `${WORD_REPORT}src/index.ts` });
}, 60_000);
afterAll(() => fleet.stop());

const ag06 = (...args: string[]) => runCli([...args, '--json'], { cwd: EXAMPLES, url: fleet.url });
const latest = async () =>
  (await fleet.call('GET', '/v1/workflows/word-report')).body as { version: string; definition: object };

it('a workflow in TypeScript is registered by the worker that loads it, and has the version of its YAML', async () => {
  const { version } = await latest();
  const yaml = await ag06('workflows', 'push', 'word-report/word-report.workflow.yaml');
  expect(JSON.parse(yaml.out)).toMatchObject({ name: 'word-report', version });
  const module = await ag06('workflows', 'push', 'word-report/src/word-report.ts');
  expect(module).toMatchObject({ code: 0 });
  expect(JSON.parse(module.out)).toEqual({ name: 'word-report', version, warnings: [] });
}, 60_000);

it('the example workflow in TypeScript is validated and run by its file', async () => {
  expect(await ag06('workflows', 'validate', 'word-report/src/word-report.ts')).toMatchObject({ code: 0 });
  const input = JSON.stringify({ title: 'x', text: 'one two' });
  const ended = await ag06('run', 'word-report/src/word-report.ts', '--input', input, '--follow');
  expect(JSON.parse(ended.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
    status: 'completed',
    output: { title: 'Words of x', words: 2, praise: null },
  });
  const none = await ag06('workflows', 'push', 'word-report/src/agents.ts');
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining('exports nothing made by workflow()') });
}, 60_000);

it('the example workflow in TypeScript is submitted by a program, once and as a batch', async () => {
  const main = `${WORD_REPORT}src/main.ts`;
  const { stdout } = await run(process.execPath, ['--conditions=@ag06/source', main, fleet.url]);
  expect(stdout.trim().split('\n')).toEqual([
    'Words of AG06: 4 words. What a word: agents!',
    '{"title":"Words of text 1","words":1,"praise":null}',
    '{"title":"Words of text 2","words":2,"praise":null}',
    '{"title":"Words of text 3","words":3,"praise":null}',
    '{"title":"Words of text 4","words":1,"praise":"What a word: extraordinary!"}',
  ]);
}, 60_000);

it('the example workflow is submitted through the queue', async () => {
  const submit = (workflow: string) =>
    run(process.execPath, [
      `${EXAMPLES}submit-by-queue/src/submit.mjs`,
      fleet.redis.url,
      workflow,
      '{"title":"x","text":"two words"}',
    ]);
  const { stdout } = await submit('word-report');
  const [, runId = ''] = /runId: '([^']+)'/.exec(stdout) ?? [];
  expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: { words: 2 } });
  await expect(submit('nowhere')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('WORKFLOW_UNKNOWN'),
  });
}, 60_000);

it('the example workflow is followed through the feed', async () => {
  await using following = await startProcess({
    entry: `${EXAMPLES}follow-feed/src/follow.mjs`,
    args: [fleet.url, 'word-report'],
    env: {},
    ready: /following word-report/,
  });
  const runId = await fleet.submit('word-report', { title: 'x', text: 'two words' });
  const own = () => following.stdout.filter((line) => line.startsWith(runId));
  await until(() => own().at(-1) === `${runId} run.completed`);
  expect(own()[0]).toBe(`${runId} run.started`);
  expect(own()).toContain(`${runId} step.completed count`);
  expect(await following.kill('SIGTERM')).toMatchObject({ code: 0 });
}, 60_000);
