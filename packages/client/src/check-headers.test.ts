import { describe, expect, test } from '@jest/globals';
import { toActorHeader } from './call-options.ts';
import { Client } from './client.ts';
import { RefusedError } from './errors.ts';

describe('the name of a person', () => {
  test.each([
    ['kim', 'kim'],
    ["o'brien (ops)", "o'brien (ops)"],
    ['Łukasz (ops)', "UTF-8''%C5%81ukasz%20%28ops%29"],
    ['é', "UTF-8''%C3%A9"],
    ["UTF-8''kim", "UTF-8''UTF-8%27%27kim"],
    ['\ud800', "UTF-8''%EF%BF%BD"],
  ])('%j is sent as %s', (by, sent) => {
    const headers = toActorHeader(by);
    expect(headers).toEqual({ 'x-actor': sent });
    expect(new Headers(headers).get('x-actor')).toBe(sent);
  });
});

describe('a value that no header can hold', () => {
  let sent = 0;
  const client = new Client({
    url: 'http://fleet',
    fetch: async () => {
      sent++;
      return Response.json({ runId: 'r', status: 'running' });
    },
  });

  test.each([
    ['Łukasz', 'Ł'],
    ['a\nb', '\n'],
    ['secret\0', '\0'],
  ])('is refused before anything is sent, without being told: %j', async (value, unfit) => {
    const call = client.submit('w', {}, { correlationId: value });
    await expect(call).rejects.toBeInstanceOf(RefusedError);
    await expect(call).rejects.toMatchObject({
      code: 'HEADER_INVALID',
      errors: [{ path: 'x-correlation-id', got: `also ${JSON.stringify(unfit)}` }],
    });
    expect(sent).toBe(0);
  });

  test.each(['Zoë', 'Bearer from-a-file\n', '\r\n a'])('is not one that fetch takes: %j', async (value) => {
    const before = sent;
    await client.get('r', { headers: { 'x-team': value } });
    expect(sent).toBe(before + 1);
    expect(() => new Headers({ 'x-team': value })).not.toThrow();
  });
});
