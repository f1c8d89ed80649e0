import { expect, it } from '@jest/globals';
import { SAMPLE_BOUNDS, type StoredBatch } from '../sample-store.ts';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';

const PAGE = 500;

/** Batches of samples. What one test leaves behind is there in the next. */
export function describeSamples({ store }: Context): void {
  const readAll = async (after?: string): Promise<readonly StoredBatch[]> => {
    const page = await store().samples.read(after, PAGE);
    return page.length < PAGE ? page : [...page, ...(await readAll(page.at(-1)?.cursor))];
  };
  const endOf = async () => (await readAll()).at(-1)?.cursor;

  it('come out as they went in, in their order, each with its time', async () => {
    const { samples, runs } = store();
    const end = await endOf();
    const before = await runs.now();
    const texts = [`{"a":"${freshId()}|é\\n"}`, freshId(), freshId()];
    for (const text of texts) await samples.append(text);
    const after = await runs.now();
    const read = await readAll(end);
    expect(read.map(({ text }) => text)).toEqual(texts);
    for (const { at } of read) {
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(after);
    }
    expect(await readAll(read[0]?.cursor)).toEqual(read.slice(1));
    expect(await samples.read(end, 2)).toEqual(read.slice(0, 2));
    expect(await samples.read(read.at(-1)?.cursor, 10)).toEqual([]);
  });

  it('are missed by no reader that follows many writers', async () => {
    const { samples } = store();
    let cursor = await endOf();
    const texts = Array.from({ length: 60 }, () => freshId());
    const appended = Promise.all(texts.map((text) => samples.append(text)));
    const read: string[] = [];
    let isOver = false;
    void appended.then(() => {
      isOver = true;
    });
    for (let wasOver = false; !wasOver; ) {
      wasOver = isOver;
      const page = await samples.read(cursor, 7);
      cursor = page.at(-1)?.cursor ?? cursor;
      read.push(...page.map(({ text }) => text));
      if (page.length > 0) wasOver = false;
    }
    await appended;
    expect(read.toSorted()).toEqual(texts.toSorted());
  });

  it('are read from the oldest with a cursor that is none', async () => {
    const { samples } = store();
    await samples.append(freshId());
    expect(await samples.read('no cursor', 1)).toEqual(await samples.read(undefined, 1));
  });

  it('go once the reader says so, up to the one it names, in whatever number', async () => {
    const { samples } = store();
    for (let i = 0; i < 510; i++) await samples.append(`${i}`);
    const all = await readAll();
    const [cursor, next] = all.slice(-2).map((batch) => batch.cursor);
    for (const none of ['no cursor', '', '-1']) await samples.trim(none);
    expect(await readAll()).toHaveLength(all.length);
    await samples.trim(cursor ?? '');
    await samples.trim(all[0]?.cursor ?? '');
    expect((await readAll()).map(({ text }) => text)).toEqual(['509']);
    expect(await samples.read(cursor, 10)).toMatchObject([{ text: '509', cursor: next }]);
    await samples.trim(next ?? '');
    expect(await readAll()).toEqual([]);
    await samples.append('after');
    expect((await readAll(next)).map(({ text }) => text)).toEqual(['after']);
  });

  it('that are trimmed leave their room to others', async () => {
    const { samples } = store();
    const text = 'x'.repeat(SAMPLE_BOUNDS.maxBytes / 10);
    for (let i = 0; i < 9; i++) await samples.append(text);
    await samples.trim((await endOf()) ?? '');
    for (let i = 0; i < 9; i++) await samples.append(text);
    expect(await readAll()).toHaveLength(9);
    await samples.trim((await endOf()) ?? '');
  }, 30_000);

  it('fall out, oldest first, beyond the bounds', async () => {
    const { samples } = store();
    const end = await endOf();
    const size = SAMPLE_BOUNDS.maxBytes / 10;
    const texts = Array.from({ length: 15 }, (_, i) => `${i}|`.padEnd(size, 'x'));
    for (const text of texts) await samples.append(text);
    const kept = await readAll(end);
    expect(kept.map(({ text }) => text.split('|')[0])).toEqual(texts.slice(5).map((t) => t.split('|')[0]));
    for (let i = 0; i < 10; i++) await samples.append('small');
    expect((await readAll(end)).length).toBe(9 + 10);
  }, 30_000);
}
