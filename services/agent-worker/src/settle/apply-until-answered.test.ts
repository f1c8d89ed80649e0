import type { AnswerTo, Command } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import { applyUntilAnswered } from './apply-until-answered.ts';

const CLAIM = {
  kind: 'claim',
  id: 'w.1',
  runId: 'r0-000000000aaaaaaaaaaaa',
  issuer: { worker: 'w', job: 'a.d1', delivery: 1 },
  unit: 'a',
  attempt: 1,
  dispatch: 1,
  idle: true,
  refusal: undefined,
} as const;
const NEVER = new AbortController().signal;

const failure = (isRetryable: boolean) => Object.assign(new Error('no'), { isRetryable });

/** Fails as told, one error after the other, and then answers. */
function createStore(errors: Error[]) {
  const sent: Command[] = [];
  const runs = {
    apply: async <C extends Command>(command: C): Promise<AnswerTo<C>> => {
      sent.push(command);
      const error = errors.shift();
      if (error !== undefined) throw error;
      return { result: 'stale' } as AnswerTo<C>;
    },
  };
  return { runs, sent };
}

it('sends the very same command until the store answers', async () => {
  const { runs, sent } = createStore([failure(true), failure(true)]);
  expect(await applyUntilAnswered(runs, CLAIM, NEVER)).toEqual({ result: 'stale' });
  expect(sent).toEqual([CLAIM, CLAIM, CLAIM]);
});

it.each([
  ['an error that another try cannot mend', failure(false)],
  ['an error that says nothing about it', new TypeError('a defect')],
])('gives up at %s', async (_, error) => {
  const { runs, sent } = createStore([error]);
  await expect(applyUntilAnswered(runs, CLAIM, NEVER)).rejects.toBe(error);
  expect(sent).toHaveLength(1);
});

it('stops between two tries when its signal aborts', async () => {
  const { runs, sent } = createStore(Array.from({ length: 100 }, () => failure(true)));
  const stop = new AbortController();
  const waiting = applyUntilAnswered(runs, CLAIM, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(sent).toHaveLength(1);
});
