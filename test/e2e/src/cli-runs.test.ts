import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runCli } from './run-cli.ts';
import { NAMES_SOURCES, TestFleet } from './test-fleet.ts';

let fleet: TestFleet;
let folder: TempDir;
beforeAll(async () => {
  [fleet, folder] = await Promise.all([TestFleet.start(0), tempDir('cli-runs')]);
  await fleet.startWorker(NAMES_SOURCES);
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await folder.remove();
});

const ag06 = (...args: string[]) => runCli(args, { cwd: folder.path, url: fleet.url });

it('ag06 runs show prints the reason for which a step waits', async () => {
  await fleet.push({
    name: 'alone',
    steps: { s: { agent: 'no.such' }, t: { agent: 'core.echo', needs: ['s'] } },
  });
  const { out } = await ag06('runs', 'show', await fleet.submit('alone'));
  expect(out).toMatch(/s +scheduled +1 +a worker: none serves no.such\nt +pending +0 +s$/m);
});

it('ag06 runs show prints why a step failed, with --verbose also its stack, and the input of a step or item', async () => {
  await fleet.push({
    name: 'each',
    steps: {
      e: {
        agent: 'core.fail',
        forEach: [0, 9],
        onFailure: 'continue',
        with: { times: '${item}', message: 'no luck', retryable: false },
      },
    },
  });
  const runId = await fleet.submit('each');
  await fleet.result(runId);
  const shown = (await ag06('runs', 'show', runId)).out;
  expect(shown).toMatch(/^e +completed +1 +2\/2, 1 failed/m);
  expect(shown).toMatch(
    /^e item 1 attempt 1 failed: AGENT_FAILED no luck\n +on w-\S+, for .*given \d+ bytes$/m,
  );
  expect(shown).not.toContain('fail.ts');
  expect((await ag06('runs', 'show', runId, '--verbose')).out).toMatch(/ at .*fail\.ts:\d+/);
  const item = (await ag06('runs', 'show', runId, 'e', '--item', '1')).out;
  expect(item).toMatch(/input: \{\n {2}"times": 9,[\s\S]*error: AGENT_FAILED no luck[\s\S]*^1 +failed +w-/m);
  expect((await ag06('runs', 'items', runId, 'e')).out).toMatch(
    /^ITEM +STATUS +ATTEMPT +OUTPUT OR ERROR\n0 +completed +1 +\{"attempt":1\}\n1 +failed +1 +AGENT_FAILED no luck$/,
  );
  expect(await ag06('runs', 'show', runId, '--item', '1')).toMatchObject({ code: 2 });
});

it('ag06 run prints the warnings of the file that it pushes', async () => {
  const nobody = { name: 'nobody', steps: { s: { agent: 'no.such' } } };
  await writeFile(join(folder.path, 'nobody.json'), JSON.stringify(nobody));
  const { code, err } = await ag06('run', 'nobody.json');
  expect({ code, err }).toEqual({
    code: 0,
    err: expect.stringContaining('warning: No worker has registered'),
  });
});
