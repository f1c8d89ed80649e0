import { LIMITS } from '@ag06/contracts';
import { type Preset, readLargeText, toLargeText } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { claimed, evaluated, freshId, grantOf, movesOf, Player, scheduled } from './fixture.ts';
import { LanePlayer } from './lane-player.ts';

const textOf = (bytes: number, letter = 'x'): string => `"${letter.repeat(bytes - 2)}"`;

/** Outputs above the inline limit live in the blob store. Whoever asks for a field gets its text. */
export function describeLargeOutputs(context: Context): void {
  const { store } = context;
  const outputBytes = LIMITS.outputBytes;

  it('a field holds an output up to the inline limit itself, and a larger one as a blob', async () => {
    const player = new Player(store());
    await player.submit();
    const [small, large] = [textOf(outputBytes), textOf(outputBytes + 1)];
    const next = [scheduled('b')];
    await player.complete(grantOf(await player.claim('a')), {
      change: { to: 'completed', output: small },
      next,
    });
    expect((await store().runs.findLarge(player.runId, ['o:a'])).size).toBe(0);
    expect(await store().blobs.list(player.runId)).toEqual([]);
    await player.complete(grantOf(await player.claim('b')), { change: { to: 'completed', output: large } });
    const found = await store().runs.findLarge(player.runId, ['o:a', 'o:b', 'o:c']);
    expect([...found]).toEqual([['o:b', expect.objectContaining({ bytes: outputBytes + 1 })]]);
    expect(await store().blobs.list(player.runId)).toEqual([...found.values()]);
    const sizes = await store().runs.measureFields(player.runId, ['o:a', 'o:b']);
    expect([...sizes]).toEqual([
      ['o:a', outputBytes],
      ['o:b', outputBytes + 1],
    ]);
    const texts = await store().runs.loadFields(player.runId, ['o:b']);
    expect(texts.get('o:b')).toBe(large);
  });

  it('names its methods for large values among all others, for those who wrap each', () => {
    const names = Object.getOwnPropertyNames(store().runs);
    expect(names).toEqual(expect.arrayContaining(['findLarge', 'loadLarge', 'copyLarge']));
  });

  it('counts bytes of a large output, not characters, and reads every character as it was', async () => {
    const player = new Player(store());
    await player.submit();
    const output = textOf(outputBytes / 2 + 2, 'ü');
    await player.complete(grantOf(await player.claim('a')), { change: { to: 'completed', output } });
    expect((await store().runs.findLarge(player.runId, ['o:a'])).size).toBe(1);
    expect((await store().runs.loadFields(player.runId, ['o:a'])).get('o:a')).toBe(output);
  });

  it('an answer names a large output as unread, in grants and in evaluations', async () => {
    const player = new Player(store());
    await player.submit();
    const change = { to: 'completed', output: textOf(outputBytes + 1) } as const;
    const next = [claimed('b', 1, ['o:a', 'in']), evaluated('c', 1, ['o:a'])];
    const moves = movesOf(await player.complete(grantOf(await player.claim('a')), { change, next }));
    for (const held of [...moves.grants, ...moves.evaluations]) {
      expect(held.unread).toEqual(['o:a']);
      expect(held.values.has('o:a')).toBe(false);
    }
    expect(moves.grants[0]?.values.get('in')).toBe('{"n":1}');
  });

  it('the event of a large output has its size and hash in the place of the output', async () => {
    const player = new Player(store());
    await player.submit();
    const output = textOf(outputBytes + 1);
    const done = grantOf(await player.claim('a'));
    await player.complete(done, {
      change: { to: 'completed', output },
      end: { status: 'completed', output },
    });
    const [blob] = await store().blobs.list(player.runId);
    const events = (await player.events()).filter(({ type }) => type.endsWith('.completed'));
    expect(events.map(({ type, output: shown, large }) => ({ type, shown, large }))).toEqual([
      { type: 'step.completed', shown: null, large: blob },
      { type: 'run.completed', shown: null, large: blob },
    ]);
  });

  it('the outcome of a run tells a large output by its size and hash', async () => {
    const player = new Player(store());
    await player.submit();
    const output = textOf(outputBytes + 1);
    await player.complete(grantOf(await player.claim('a')), { end: { status: 'completed', output } });
    const [blob] = await store().blobs.list(player.runId);
    const outcome = await store().runs.loadOutcome(player.runId);
    expect(outcome).toMatchObject({ status: 'completed', large: blob });
    expect(outcome?.output).toBeUndefined();
    expect((await store().runs.loadRun(player.runId))?.large).toEqual(blob);
    if (outcome?.large === undefined) throw new Error('The outcome has no large output.');
    expect(await store().runs.loadLarge(player.runId, outcome.large)).toBe(output);
  });

  it('a commit that is sent again keeps the same blob, and is answered as before', async () => {
    const player = new Player(store());
    await player.submit();
    const grant = grantOf(await player.claim('a'));
    const change = { to: 'completed', output: textOf(outputBytes + 1) } as const;
    const sent = { id: freshId(), change, next: [scheduled('b')] };
    expect((await player.complete(grant, sent)).result).toBe('applied');
    expect((await player.complete(grant, sent)).result).toBe('repeated');
    expect(await store().blobs.list(player.runId)).toHaveLength(1);
  });

  it('the outcome of an item keeps a large output as a reference', async () => {
    const player = new LanePlayer(store());
    const text = textOf(outputBytes + 1);
    const lane = grantOf(await player.expand(1, 1, { first: 'claim' }));
    const change = { to: 'settled', status: 'completed', result: text, goesOn: 'claim' } as const;
    expect((await player.change(lane, change)).result).toBe('applied');
    const [item] = await store().runs.loadItems(player.runId, 'f', 0, 1);
    const large = readLargeText(item?.result ?? '');
    expect(large?.bytes).toBe(outputBytes + 1);
    if (large !== undefined) expect(await store().runs.loadLarge(player.runId, large)).toBe(text);
  });

  it('a fork has large outputs of its source as references: of a step, of an iteration and of an item', async () => {
    const player = new Player(store());
    const text = textOf(outputBytes + 1);
    const large = await store().blobs.put(player.runId, [Buffer.from(text)]);
    const output = toLargeText(large);
    const event = '{"from":{"runId":"r0-1","seq":7}}';
    const list = { total: 1, chunks: ['1'] };
    const presets: Preset[] = [
      { preset: 'outcome', step: 'a', status: 'completed', attempt: 1, output },
      { preset: 'iteration', step: 'b', iteration: 2, output },
      {
        preset: 'items',
        step: 'c',
        list,
        lanes: 0,
        outcomes: [{ item: 0, status: 'completed', attempt: 1, result: output }],
      },
      { preset: 'outcome', step: 'c', status: 'completed', attempt: 1, output: '[null]' },
    ];
    await player.submit({ fork: { event, presets, fields: [] }, roots: [scheduled('b', 1)] });
    const told = (await player.events()).filter((event) => event.large !== undefined);
    expect(told.map(({ type, step, output: shown, large: named }) => [type, step, shown, named])).toEqual([
      ['step.preset', 'a', null, large],
      ['step.preset', 'b', null, large],
      ['item.preset', 'c', null, large],
    ]);
    for (const field of ['o:a', 'p:b'] as const) {
      const read = await store().runs.loadFields(player.runId, [field]);
      expect(read.get(field)).toBe(text);
    }
    const [item] = await store().runs.loadItems(player.runId, 'c', 0, 1);
    expect(item?.result).toBe(output);
  });

  it('refuses to read more than a step may read', async () => {
    const player = new Player(store());
    await player.submit();
    const output = textOf(LIMITS.readBytes + 1);
    await player.complete(grantOf(await player.claim('a')), { change: { to: 'completed', output } });
    const read = store().runs.loadFields(player.runId, ['o:a']);
    await expect(read).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' });
  });
}
