import { decodeSampleBatch } from '@ag06/contracts/tuning';
import { createMemoryStore } from '@ag06/store';
import { until } from '@ag06/test-support';
import { afterEach, expect, it } from '@jest/globals';
import type { AttemptFacts } from '../attempt/attempt-observer.ts';
import { SampleBuffer } from './sample-buffer.ts';
import { SampleSender, type SampleSenderOptions } from './sample-sender.ts';

const FACTS: AttemptFacts = {
  agent: 'core.echo',
  workflow: 'w',
  step: 'a',
  runId: 'r0-000000000aaaaaaaaaaaa',
  attempt: 2,
  priority: 'high',
  inputLength: 100,
  waitMs: 1.5,
  durMs: 2.25,
  outcome: 'ok',
  startedAt: 1_000.4,
  inflightAtStart: 3,
  configVersion: 4,
  isCanary: false,
  isHedge: false,
};
const senders: SampleSender[] = [];
afterEach(() => Promise.all(senders.splice(0).map((sender) => sender.stop())));

function createSender(more: Partial<SampleSenderOptions> = {}) {
  const [{ samples }, buffer] = [createMemoryStore(), new SampleBuffer()];
  const sender = new SampleSender({ worker: 'w-1', samples, buffer, readLoad: () => ({}), ...more });
  senders.push(sender);
  const read = async () => (await samples.read(undefined, 100)).map(({ text }) => decodeSampleBatch(text));
  return { sender, buffer, samples, read };
}

it('SampleSender sends what was observed within a second, and the rest at the end', async () => {
  const { sender, buffer, read } = createSender({
    readLoad: () => ({ 'core.echo': { inflight: 1, limit: 10 }, 'x.idle': { inflight: 0, limit: 10 } }),
  });
  sender.start();
  buffer.finished(FACTS);
  await until(async () => (await read()).length > 0);
  const [first] = await read();
  expect(first).toMatchObject({ worker: 'w-1', number: 1, dropped: 0 });
  expect(first?.samples).toEqual([
    {
      agent: 'core.echo',
      step: 'a',
      runId: FACTS.runId,
      attempt: 2,
      hedge: false,
      priority: 'high',
      sizeBucket: 1,
      waitMs: 1.5,
      durMs: 2.25,
      outcome: 'ok',
      startedAt: 1_000,
      t: 1_002,
      worker: 'w-1',
      inflightAtStart: 3,
      configVersion: 4,
    },
  ]);
  expect(first?.seconds).toMatchObject([{ agents: { 'core.echo': { inflight: 1, limit: 10 } } }]);
  buffer.finished(FACTS);
  await sender.stop();
  expect((await read()).flatMap((batch) => batch?.samples ?? [])).toHaveLength(2);
});

it('SampleSender sends nothing where nothing happens', async () => {
  const { sender, read } = createSender();
  sender.start();
  await sender.stop();
  expect(await read()).toEqual([]);
});

it('SampleSender sends what got no answer again, as the same batch', async () => {
  const sent: string[] = [];
  const append = async (text: string) => {
    sent.push(text);
    if (sent.length === 1) throw new Error('The answer is lost.');
  };
  const { sender, buffer } = createSender({ samples: { append } });
  buffer.finished(FACTS);
  sender.start();
  await until(() => sent.length === 2);
  expect(sent[1]).toBe(sent[0]);
  buffer.finished(FACTS);
  await sender.stop();
  expect(sent.map((text) => decodeSampleBatch(text)?.number)).toEqual([1, 1, 2]);
});

it('SampleSender sends once more at its end what got no answer, and waits for no third time', async () => {
  const sent: string[] = [];
  const append = async (text: string) => {
    sent.push(text);
    throw new Error('The answer is lost.');
  };
  const { sender, buffer } = createSender({ samples: { append } });
  buffer.finished(FACTS);
  await sender.stop();
  expect(sent).toEqual([sent[0], sent[0]]);
});

it('SampleSender keeps so many samples, counts those beyond, and tells how many they were', async () => {
  const { sender, buffer, read } = createSender();
  for (let i = 0; i < 20_007; i++) buffer.finished(FACTS);
  await sender.stop();
  const [batch] = await read();
  expect(batch).toMatchObject({ dropped: 7 });
  expect(batch?.samples).toHaveLength(20_000);
});
