import { expect, it } from '@jest/globals';
import { loadEvents } from '../read-log.ts';
import type { Context } from './describe-store.ts';
import { claimed, DISPATCHER, freshId, grantOf, META, Player } from './fixture.ts';

/** Texts that some stores cannot keep, and how every store keeps them. */
const TEXTS: readonly (readonly [name: string, text: string, kept: string])[] = [
  ['NUL', 'a\0b', 'a\uFFFDb'],
  ['the first half of a surrogate pair', 'a\ud83d', 'a\uFFFD'],
  ['the second half of one', '\ude00b', '\uFFFDb'],
  ['a whole one', 'a\u{1f600}b', 'a\u{1f600}b'],
];

/** Every store keeps, finds and returns any text alike. */
export function describeTexts({ store }: Context): void {
  it.each(TEXTS)('keeps and finds tags, correlation ids and keys with %s', async (_, text, kept) => {
    const id = freshId();
    const [tag, correlationId, key] = [`t${id}${text}`, `c${id}${text}`, `k${id}${text}`];
    const start = () => new Player(store(), store().runs.createRunId('default', key));
    const player = start();
    const submission = {
      meta: JSON.stringify({ ...META, correlationId, tags: [tag] }),
      dedupe: { key, body: `"${text}"`, ttlMs: 60_000 },
    };
    expect(await player.submit(submission)).toMatchObject({ result: 'created' });
    expect((await store().runs.loadRun(player.runId))?.meta).toMatchObject({
      correlationId: `c${id}${kept}`,
      tags: [`t${id}${kept}`],
    });
    const everything = {
      tenant: 'default',
      statuses: [],
      workflow: undefined,
      from: undefined,
      to: undefined,
    };
    const list = async (filter: { correlationId?: string; tags?: readonly string[] }) => {
      const query = {
        ...everything,
        correlationId: undefined,
        tags: [],
        after: undefined,
        limit: 5,
        ...filter,
      };
      return (await store().runs.listRuns(query)).runs.map(({ runId }) => runId);
    };
    expect(await list({ tags: [tag] })).toEqual([player.runId]);
    expect(await list({ tags: [`t${id}${kept}`] })).toEqual([player.runId]);
    expect(await list({ correlationId })).toEqual([player.runId]);
    expect(await start().submit(submission)).toEqual({
      result: 'duplicate',
      runId: player.runId,
      sameBody: true,
    });
  });

  it.each(TEXTS)(
    'keeps JSON that escapes %s to the letter: input, output, error, events',
    async (_, text) => {
      const value = { [text]: [text, `${text}${text}`] };
      const json = JSON.stringify(value);
      const player = new Player(store());
      await player.submit({ input: json, meta: JSON.stringify(META) });
      const grant = grantOf(await player.claim('a'));
      const next = [claimed('b', 1, ['o:a', 'in'])];
      const emitted = [JSON.stringify({ name: 'told', data: value })];
      const answer = await player.complete(grant, {
        change: { to: 'completed', output: json },
        next,
        emitted,
      });
      expect(new Map(grantOf(answer).values)).toEqual(
        new Map([
          ['o:a', json],
          ['in', json],
        ]),
      );
      const error = { code: 'AGENT_FAILED', message: text, step: 'b' };
      await player.complete(grantOf(answer), {
        change: { to: 'failed', error: JSON.stringify(error) },
        end: { status: 'failed', error: JSON.stringify(error) },
      });
      const run = await store().runs.loadRun(player.runId);
      expect(run).toMatchObject({ input: value, error });
      const events = await player.events();
      expect(events.find(({ type }) => type === 'run.accepted')).toMatchObject({ input: value });
      expect(events.find(({ type }) => type === 'custom')).toMatchObject({ name: 'told', data: value });
      expect(events.find(({ type }) => type === 'step.completed')).toMatchObject({ output: value });
      expect(events.find(({ type }) => type === 'step.failed')).toMatchObject({ error: { message: text } });
      expect(events.find(({ type }) => type === 'run.failed')).toMatchObject({ error: { message: text } });
    },
  );

  it.each(TEXTS)(
    'retries a step whose error holds %s, and blocks one for a reason that does',
    async (_, text, kept) => {
      const player = new Player(store());
      await player.submit();
      const error = JSON.stringify({ code: 'AGENT_FAILED', message: text });
      const retrying = { to: 'retrying', error, delayMs: 0 } as const;
      await player.complete(grantOf(await player.claim('a')), { change: retrying });
      const reason = `breaker:${freshId()}${text}`;
      await player.claim('a', { attempt: 2, dispatch: 2, obstacle: reason });
      expect((await player.unit('a'))?.blockedBy).toBe(reason.replace(text, kept));
      expect(await store().runs.listBlocked(reason, 5)).toMatchObject([{ runId: player.runId, unit: 'a' }]);
      expect((await store().runs.countBlocked()).get(reason.replace(text, kept))).toBe(1);
      expect(await player.unblock('a', reason)).toMatchObject({ result: 'applied' });
    },
  );

  it.each(TEXTS)('answers a question that names %s as one for something unknown', async (_, text) => {
    const { runs, workflows, shared } = store();
    expect(await runs.loadRun(text)).toBeUndefined();
    expect(await loadEvents(runs, text, 0, 5)).toBeUndefined();
    expect(await runs.loadItems(text, text, 0, 5)).toEqual([]);
    expect((await runs.loadFields(text, ['in'])).size).toBe(0);
    expect(await workflows.loadWorkflow('default', text, text)).toBeUndefined();
    expect(await workflows.loadWorkflow(text, text, undefined)).toBeUndefined();
    expect(await workflows.loadLatestVersion('default', text)).toBeUndefined();
    expect(await shared.load('tuning', text)).toBeUndefined();
    expect(await runs.apply({ kind: 'claim', ...claimOf(text) })).toEqual({ result: 'unknown' });
    expect(await new Player(store(), text).cancel()).toEqual({ result: 'refused', reason: 'unknown' });
  });

  it.each(TEXTS)('keeps workflows, agents, letters, documents and samples with %s', async (_, text, kept) => {
    const { workflows, fleet, shared, samples } = store();
    const id = freshId();
    const [name, keptName] = [`n${id}${text}`, `n${id}${kept}`];
    const definition = JSON.stringify({ [text]: text });
    await workflows.saveWorkflow('default', { name, version: name, definition });
    expect(await workflows.loadWorkflow('default', name, name)).toEqual({
      name: keptName,
      version: keptName,
      definition,
    });
    const worker = { id: name, host: text, pid: 1, agents: [name], startedAt: 1, seenAt: Date.now() };
    await fleet.registerWorker({ ...worker, declared: { [name]: {} } });
    expect(await fleet.listAgents()).toContain(keptName);
    const found = (await fleet.listWorkers(60_000)).find((one) => one.id === keptName);
    expect(found).toMatchObject({ host: kept, agents: [keptName], declared: { [keptName]: {} } });
    await fleet.removeWorker(name);
    expect(await fleet.acquireLease(name, name, 60_000)).toBe(true);
    expect(await fleet.acquireLease(keptName, keptName, 60_000)).toBe(true);
    await fleet.addDeadLetter({
      queue: text,
      jobId: name,
      reason: text,
      problem: { [text]: 1 },
      data: { [text]: [text] },
    });
    expect((await fleet.listDeadLetters(1))[0]).toMatchObject({
      queue: kept,
      jobId: keptName,
      reason: kept,
      problem: { [kept]: 1 },
      data: { [kept]: [kept] },
    });
    expect(await shared.swap('model', name, 0, text)).toBe(true);
    expect(await shared.load('model', name)).toMatchObject({ name: keptName, version: 1, text: kept });
    await samples.append(`${id}${text}`);
    const texts = (await samples.read(undefined, 10_000)).map((batch) => batch.text);
    expect(texts).toContain(`${id}${kept}`);
  });
}

const claimOf = (text: string) => ({
  id: freshId(),
  runId: text,
  issuer: { ...DISPATCHER, worker: text, job: text },
  unit: text,
  attempt: 1,
  dispatch: 1,
  idle: true,
  obstacle: undefined,
});
