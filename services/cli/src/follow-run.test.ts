import type { Client, RunEnd } from '@ag06/client';
import { expect, it } from '@jest/globals';
import { followRun } from './follow-run.ts';
import type { Output } from './output.ts';

const END = { status: 'completed', output: 1 } as unknown as RunEnd;

it('prints the events that come between a reading of events and the answer that the run has ended', async () => {
  const log = [{ seq: 1, type: 'run.accepted', at: '2026-01-01T00:00:00Z' }];
  let asked = 0;
  const client = {
    async *events(_: string, { after }: { after: number }) {
      yield* log.slice(after);
    },
    async result() {
      if (++asked === 1) return { status: 'running' };
      if (asked === 2) log.push({ seq: 2, type: 'run.completed', at: '2026-01-01T00:00:01Z' });
      return END;
    },
  } as unknown as Client;
  const told: unknown[] = [];
  const output = {
    isStyled: false,
    text: () => {},
    json: (event) => void told.push(event),
  } as Partial<Output>;
  expect(await followRun(client, 'r', output as Output, new AbortController().signal, 0)).toBe(END);
  expect(told).toEqual(log);
});
