import type { UndeliverableJob } from '@ag06/broker';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Parts } from '../parts.ts';
import { removeUndeliverable } from './maintain-queues.ts';

type OnDead = (job: UndeliverableJob) => Promise<void>;

it('removeUndeliverable looks for jobs that nobody can end even if foreign entries cannot be set aside, and then fails', async () => {
  const store = createMemoryStore();
  await store.fleet.noteAgents(['x']);
  const asked: string[] = [];
  const broker = {
    setForeignAside: async (queues: readonly string[], onDead: OnDead) => {
      asked.push(`foreign ${queues.join()}`);
      await onDead({ queue: 'agent.x', jobId: 'wait', reason: 'QUEUE_KEY_FOREIGN', data: '{}' });
      throw new Error('no permission');
    },
    removeUndeliverable: async (agents: readonly string[], onDead: OnDead) => {
      asked.push(`undeliverable ${agents.join()}`);
      await onDead({ queue: 'agent.x', jobId: '1', reason: 'JOB_INVALID', data: '{}' });
    },
  };
  const parts = { store, broker, log: pino({ level: 'silent' }) } as unknown as Parts;
  await expect(removeUndeliverable(parts)).rejects.toThrow('no permission');
  expect(asked).toEqual(['foreign agent.x,ag06.submissions,ag06.signals', 'undeliverable x']);
  expect((await store.fleet.listDeadLetters(9)).map(({ jobId, reason }) => `${jobId} ${reason}`)).toEqual([
    '1 JOB_INVALID',
    'wait QUEUE_KEY_FOREIGN',
  ]);
});
