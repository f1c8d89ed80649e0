import { MemoryObjects, ObjectError } from '@ag06/objects';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { MeasuredObjects } from './measured-objects.ts';

it('MeasuredObjects adds up written bytes, times reads, and counts errors by their code', async () => {
  const book = createMetricBook();
  const inner = new MemoryObjects();
  const objects = new MeasuredObjects(inner, book);
  await objects.put('a', Buffer.from('abc'));
  expect(await objects.read('a')).toEqual(Buffer.from('abc'));
  const listed: string[] = [];
  for await (const { key } of objects.list('')) listed.push(key);
  expect(listed).toEqual(['a']);
  const away = new ObjectError('OBJECTS_UNAVAILABLE', 'It is away.');
  inner.read = async () => {
    throw away;
  };
  await expect(objects.read('a')).rejects.toBe(away);
  await expect(objects.put('a', Buffer.from('other'))).rejects.toMatchObject({ code: 'OBJECT_DIFFERS' });
  expect(book.archiveWritten.at().value).toBe(3);
  expect(book.archiveReadDuration.at().counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  expect(book.archiveErrors.at('OBJECTS_UNAVAILABLE').value).toBe(1);
  expect(book.archiveErrors.at('OBJECT_DIFFERS').value).toBe(1);
});
