import { expect, it } from '@jest/globals';
import { startCli } from '../run-cli.ts';
import { user } from './command-user.ts';

/** The dispatcher goes, and comes again where it was. */
export function describeAway(): void {
  it('ag06 continues to follow a run when its dispatcher was away, and says so', async () => {
    await user.fleet.push({
      name: 'patient',
      steps: { s: { agent: 'good.patient', with: { ms: '${input}' } } },
    });
    const port = Number(new URL(user.fleet.url).port);
    const env = { AG06_URL: user.fleet.url };
    const followed = await startCli(['run', 'patient', '--input', '8000', '--follow'], user.cwd, env);
    const since = String(Date.now() - 10_000);
    const feed = await startCli(['feed', '--workflow', 'patient', '--after', since], user.cwd, env);
    await Promise.all([followed, feed].map((cli) => cli.waitForLine(/step\.started/, 20_000)));
    await user.fleet.dispatcher?.kill('SIGKILL');
    const away = /No dispatcher answers; trying again/;
    await Promise.all([followed.waitForLine(away, 20_000), feed.waitForLine(away, 20_000)]);
    await user.fleet.startDispatcher({ AG06_HTTP_PORT: String(port) });
    expect(await followed.exited).toMatchObject({ code: 0 });
    expect(followed.stdout.join('\n')).toMatch(/step\.completed[\s\S]*run\.completed/);
    expect(followed.stderr.at(-1)).toContain('answers again');
    await feed.waitForLine(/run\.completed/, 20_000);
    expect(await feed.kill('SIGINT')).toMatchObject({ code: 0 });
    const seqs = followed.stdout.flatMap((line) => /(run|step)\.\w+/.exec(line)?.[0] ?? []);
    expect(new Set(seqs).size).toBe(seqs.length);
  }, 60_000);
}
