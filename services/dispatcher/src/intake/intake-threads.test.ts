import { join } from 'node:path';
import { tempDir } from '@ag06/test-support';
import { afterEach, describe, expect, it } from '@jest/globals';
import { IntakeThreads, type IntakeThreadsOptions } from './intake-threads.ts';

let threads: IntakeThreads | undefined;
let deaths: unknown[] = [];
afterEach(async () => {
  await threads?.stop();
  deaths = [];
});

function open(options: Partial<IntakeThreadsOptions> = {}): IntakeThreads {
  threads = new IntakeThreads({ onError: (error) => deaths.push(error), ...options });
  return threads;
}

const MORTAL = { entry: new URL('./fixtures/mortal-thread.ts', import.meta.url).href };
/** Too long to be done at once. */
const heavy = (what: string) => ({ kind: 'batch', text: what.padEnd(100_000) }) as const;

const BIG = { name: 'big', steps: { a: { agent: 'x', with: Array.from({ length: 2_000 }, (_, i) => i) } } };

describe('the threads of the intake', () => {
  it('return the same as the work without them', async () => {
    const small = { name: 'small', steps: { a: { agent: 'x' } } };
    for (const definition of [small, BIG]) {
      const read = await open().run<'definition'>({
        kind: 'definition',
        text: JSON.stringify(definition),
        isJson: true,
      });
      expect(read).toMatchObject({ name: definition.name, agents: ['x'], text: JSON.stringify(definition) });
    }
  });

  it('return a refusal with the paths of its mistakes', async () => {
    const text = JSON.stringify({ ...BIG, steps: { ...BIG.steps, b: { agent: 1 } } });
    const reading = open().run<'definition'>({ kind: 'definition', text, isJson: true });
    await expect(reading).rejects.toMatchObject({
      name: 'Refusal',
      status: 422,
      code: 'DEFINITION_INVALID',
      errorCount: 1,
      errors: [{ path: 'steps.b.agent' }],
    });
  });

  it('survive the death of one: another does its task', async () => {
    const dir = await tempDir();
    const task = heavy(`die-once ${join(dir.path, 'died')}`);
    expect(await open(MORTAL).run<'batch'>(task)).toEqual([]);
    expect(deaths).toHaveLength(1);
    await dir.remove();
  });

  it('end also if they could not be opened', async () => {
    const pool = open({ entry: 'file://nowhere/thread.js' });
    await expect(pool.run<'batch'>(heavy('never'))).rejects.toThrow('File URL');
    await pool.stop();
  });

  it('refuse a task that kills them, and go on with the next', async () => {
    const pool = open(MORTAL);
    await expect(pool.run<'batch'>(heavy('die'))).rejects.toMatchObject({ status: 503, code: 'INTAKE_BUSY' });
    expect(deaths).toHaveLength(2);
    expect(await pool.run<'batch'>(heavy('live'))).toEqual([]);
  });

  it.each(['work', 'hang'])('end a task that takes too long, and refuse it: %s', async (what) => {
    const pool = open({ ...MORTAL, timeoutMs: 300 });
    await expect(pool.run<'batch'>(heavy(what))).rejects.toMatchObject({
      status: 503,
      code: 'INTAKE_BUSY',
      message: expect.stringContaining('not done with this body in time'),
    });
  });

  it('wait for a task for which the machine has no CPU time', async () => {
    const pool = open({ ...MORTAL, timeoutMs: 500 });
    await pool.run<'batch'>(heavy('live'));
    expect(await pool.run<'batch'>(heavy('starve'))).toEqual([]);
    expect(deaths).toEqual([]);
  });

  it('refuse tasks beyond their queue, with the time of the next try', async () => {
    const pool = open({ ...MORTAL, maxQueue: 1 });
    const hanging = [1, 2, 3].map(() => pool.run<'batch'>(heavy('hang')).catch((error: unknown) => error));
    await expect(pool.run<'batch'>(heavy('live'))).rejects.toMatchObject({
      status: 503,
      code: 'INTAKE_BUSY',
      retryAfterMs: 1_000,
    });
    await pool.stop();
    for (const one of hanging) expect(await one).toMatchObject({ code: 'INTAKE_BUSY' });
  });

  it('may be stopped twice, before the first task, and refuse later tasks', async () => {
    const pool = open();
    await pool.stop();
    await pool.stop();
    await expect(pool.run<'batch'>(heavy('live'))).rejects.toMatchObject({ code: 'INTAKE_BUSY' });
  });
});
