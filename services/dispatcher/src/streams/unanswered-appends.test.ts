import { StoreError } from '@ag06/store';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { UnansweredAppends } from './unanswered-appends.ts';

const NEVER = { late: new Promise<never>(() => {}) };
const away = new StoreError('STORE_UNAVAILABLE', 'It is away.');

const toAppend = <T>(characters: number, send: () => Promise<T>, stream = 's') => ({
  stream,
  characters,
  send,
});

it('an append is refused while others of so many characters wait, until one of them is answered or fails', async () => {
  const appends = new UnansweredAppends(100);
  const during = <T>(characters: number, send: () => Promise<T>) =>
    appends.during(toAppend(characters, send), NEVER);
  const [slow, failing] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const first = during(60, () => slow.promise);
  const second = during(60, () => failing.promise);
  let sent = 0;
  const send = async () => ++sent;
  await expect(during(1, send)).rejects.toMatchObject({
    status: 503,
    code: 'STORE_UNAVAILABLE',
    retryAfterMs: 1_000,
  });
  failing.reject(new Error('broken'));
  await expect(second).rejects.toThrow('broken');
  expect(await during(1_000, send)).toBe(1);
  slow.resolve('stored');
  expect(await first).toBe('stored');
  expect(await during(1, send)).toBe(2);
});

it('an append is refused while as many others wait as may', async () => {
  const appends = new UnansweredAppends(100, 1);
  const slow = Promise.withResolvers<string>();
  const first = appends.during(
    toAppend(1, () => slow.promise),
    NEVER,
  );
  const refused = appends.during(
    toAppend(1, async () => 'x'),
    NEVER,
  );
  await expect(refused).rejects.toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
  slow.resolve('stored');
  expect(await first).toBe('stored');
});

it('appends wait while the store is away, and are stored once it is back, those of a stream in the order in which they came', async () => {
  const appends = new UnansweredAppends(1_000, 1_000, 1);
  let isAway = true;
  let tries = 0;
  const stored: string[] = [];
  const append = (name: string, stream: string, firstTry = Promise.resolve()) => {
    let wait: Promise<void> | undefined = firstTry;
    const send = async () => {
      const waited = wait;
      wait = undefined;
      await waited;
      tries++;
      if (isAway) throw away;
      stored.push(name);
      return name;
    };
    return appends.during(toAppend(1, send, stream), NEVER);
  };
  const slow = Promise.withResolvers<void>();
  const answers = [append('a1', 'a', slow.promise), append('a2', 'a')];
  await until(() => tries > 2);
  // This one came first, and joins the line in front of the others.
  slow.resolve();
  answers.push(append('a3', 'a'), append('b1', 'b'));
  const before = tries;
  await until(() => tries > before + 4);
  isAway = false;
  expect(await Promise.all(answers)).toEqual(['a1', 'a2', 'a3', 'b1']);
  expect(stored.filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  expect(await append('a4', 'a')).toBe('a4');
});

it('an append that is late is refused and not sent again, and those behind it go on, also if the store never answered it', async () => {
  const appends = new UnansweredAppends(1_000, 1_000, 1);
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  let tries = 0;
  const failing = async () => {
    if (++tries === 1) throw away;
    return new Promise<string>(() => {});
  };
  const first = appends.during(toAppend(1, failing), { late: late.promise });
  await until(() => tries === 2);
  const second = appends.during(
    toAppend(1, async () => 'second'),
    NEVER,
  );
  late.reject(new Error('late'));
  await expect(first).rejects.toThrow('late');
  expect(await second).toBe('second');
  expect(tries).toBe(2);
});

it('an append that is late counts until the store has answered or refused what was sent of it', async () => {
  const appends = new UnansweredAppends(1_000, 1, 1);
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  const unanswered = Promise.withResolvers<string>();
  let tries = 0;
  const send = async () => {
    if (++tries === 1) throw away;
    return unanswered.promise;
  };
  const first = appends.during(toAppend(1, send), { late: late.promise });
  await until(() => tries === 2);
  late.reject(new Error('late'));
  await expect(first).rejects.toThrow('late');
  const other = () =>
    appends.during(
      toAppend(1, async () => 'other', 'b'),
      NEVER,
    );
  await expect(other()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  unanswered.reject(away);
  await until(() => other().then(Boolean, () => false));
});

it('a store that is full is told at once', async () => {
  const appends = new UnansweredAppends();
  const full = new StoreError('STORE_FULL', 'It is full.');
  await expect(
    appends.during(
      toAppend(1, () => Promise.reject(full)),
      NEVER,
    ),
  ).rejects.toBe(full);
});
