import { EventStream, until } from '@ag06/test-support';
import { describe, expect, it } from '@jest/globals';
import { runCli, startCli } from '../run-cli.ts';
import { user } from './command-user.ts';

/** Lists of the fleet, and its feed, while nothing else happens. */
export function describeFleet(): void {
  it('ag06 lists the workers, agents and queues of the fleet, and shows one of them', async () => {
    const [workers, agents, queues, letters] = await Promise.all(
      ['workers', 'agents', 'queues', 'dead-letters'].map((list) => user.ag06(list)),
    );
    expect(workers?.out).toMatch(/^w-\S+ .*core\.echo/m);
    expect(agents?.out).toMatch(/^core\.echo +1 +\S+ +\S+ /m);
    expect(queues?.out).toMatch(/^core\.echo +\d+ +\d+ +\d+ +1$/m);
    expect(letters).toMatchObject({ code: 0, out: 'Nothing was set aside.' });
    const [id = ''] = /^w-\S+/m.exec(workers?.out ?? '') ?? [];
    const shown = await Promise.all([
      user.ag06('workers', 'show', id),
      user.ag06('agents', 'show', 'core.echo'),
      user.ag06('queues', 'show', 'core.echo'),
      user.ag06('pauses', 'show', 'agent:core.echo'),
    ]);
    expect(shown.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(shown.map(({ out }) => out.split('\n')[0])).toEqual([
      `worker      ${id}`,
      expect.stringMatching(/^agent +core\.echo$/),
      'queue    agent.core.echo',
      'target   agent core.echo',
    ]);
    for (const [group, code] of [
      ['workers', 'WORKER_UNKNOWN'],
      ['breakers', 'BREAKER_UNKNOWN'],
      ['queues', 'QUEUE_UNKNOWN'],
    ] as const)
      expect(await user.ag06(group, 'show', 'core.ecko')).toMatchObject({
        code: 1,
        err: expect.stringContaining(code),
      });
  });

  describe('ag06 feed', () => {
    const READY_MS = 30_000;

    it('prints events as they happen, as text or as one document a line, and exits when it is interrupted', async () => {
      const env = { AG06_URL: user.fleet.url };
      const start = await EventStream.open(`${user.fleet.url}/v1/feed`);
      await until(() => start.lastId !== '');
      await start.close();
      const words = ['feed', '--workflow', 'echo', '--after', start.lastId];
      const text = await startCli(words, user.cwd, env);
      const ends = [...words, '--type', 'run.completed', '--type', 'run.failed', '--json'];
      const lines = await startCli(ends, user.cwd, env);
      const runId = await user.fleet.submit('echo', { n: 1 });
      await text.waitForLine(new RegExp(`^${runId} {2}echo {2}\\S+ {2}run.completed`), READY_MS);
      await lines.waitForLine(/run.completed/, READY_MS);
      expect(lines.stdout.map((line) => JSON.parse(line))).toMatchObject([
        { runId, workflow: 'echo', type: 'run.completed', output: { s: { n: 1 } } },
      ]);
      expect(text.stdout[0]).toContain('run.accepted');
      for (const cli of [text, lines]) expect(await cli.kill('SIGINT')).toMatchObject({ code: 0 });
    }, 60_000);

    it('prints a wrong filter, and an address at which nothing answers', async () => {
      expect(await user.ag06('feed', '--type', 'nothing')).toMatchObject({
        code: 1,
        err: expect.stringContaining('type'),
      });
      expect(await user.ag06('feed', '--after', '1')).toMatchObject({
        code: 1,
        err: expect.stringContaining('FEED_POSITION_GONE'),
      });
      expect((await runCli(['feed'], { cwd: user.cwd })).code).toBe(3);
      expect((await user.ag06('feed', '--colour')).code).toBe(2);
    });
  });
}

/** The last test: it takes the store away. */
export function describeExits(): void {
  it('ag06 exits with 2 for a wrong call, and with 3 if no dispatcher answers', async () => {
    const wrong = [
      ['fleet'],
      ['runs', 'show'],
      ['runs', 'list', 'x'],
      ['workflows', 'push', 'none.yaml'],
      ['up', '-x'],
    ];
    const ended = await Promise.all(wrong.map((words) => user.ag06(...words)));
    expect(ended.map(({ code, out }) => ({ code, out }))).toEqual(wrong.map(() => ({ code: 2, out: '' })));
    expect((await user.json('runs', 'show')).documents).toEqual([
      { error: { code: 'USAGE', message: expect.any(String) } },
    ]);
    const nobody = await runCli(['runs', 'list', '--json'], { cwd: user.cwd });
    expect(nobody.code).toBe(3);
    expect(JSON.parse(nobody.out)).toMatchObject({ error: { code: 'UNREACHABLE' } });
    await user.fleet.redis.kill();
    expect(await user.ag06('runs', 'list')).toMatchObject({
      code: 3,
      err: expect.stringContaining('STORE_UNAVAILABLE'),
    });
  }, 60_000);
}
