import { expect, it } from '@jest/globals';
import { user } from './command-user.ts';

/** What is printed of runs that wait or failed. */
export function describeShownRuns(): void {
  it.concurrent('ag06 runs show prints the reason for which a step waits', async () => {
    await user.fleet.push({
      name: 'alone',
      steps: { s: { agent: 'no.such' }, t: { agent: 'core.echo', needs: ['s'] } },
    });
    const { out } = await user.ag06('runs', 'show', await user.fleet.submit('alone'));
    expect(out).toMatch(/s +scheduled +1 +a worker: none serves no.such\nt +pending +0 +s$/m);
  });

  it.concurrent('ag06 runs show prints why a step failed, with --verbose also its stack, and the input of a step or item', async () => {
    await user.fleet.push({
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
    const runId = await user.fleet.submit('each');
    await user.fleet.result(runId);
    const shown = (await user.ag06('runs', 'show', runId)).out;
    expect(shown).toMatch(/^e +completed +1 +2\/2, 1 failed/m);
    expect(shown).toMatch(
      /^e item 1 attempt 1 failed: AGENT_FAILED no luck\n +on w-\S+, for .*given \d+ bytes$/m,
    );
    expect(shown).not.toContain('fail.ts');
    expect((await user.ag06('runs', 'show', runId, '--verbose')).out).toMatch(/ at .*fail\.ts:\d+/);
    const item = (await user.ag06('runs', 'show', runId, 'e', '--item', '1')).out;
    expect(item).toMatch(
      /input: \{\n {2}"times": 9,[\s\S]*error: AGENT_FAILED no luck[\s\S]*^1 +failed +w-/m,
    );
    expect((await user.ag06('runs', 'items', runId, 'e')).out).toMatch(
      /^ITEM +STATUS +ATTEMPT +OUTPUT OR ERROR\n0 +completed +1 +\{"attempt":1\}\n1 +failed +1 +AGENT_FAILED no luck$/,
    );
    expect(await user.ag06('runs', 'show', runId, '--item', '1')).toMatchObject({ code: 2 });
  });

  it.concurrent('ag06 run prints the warnings of the file that it pushes', async () => {
    const nobody = { name: 'lonely', steps: { s: { agent: 'no.such' } } };
    await user.write('lonely.json', JSON.stringify(nobody));
    const { code, err } = await user.ag06('run', 'lonely.json');
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringContaining('warning: No worker has registered'),
    });
  });
}
