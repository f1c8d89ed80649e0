import type { UndeliverableJob } from '@ag06/broker';
import { createMemoryStore } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Parts } from '../parts.ts';
import { removeUndeliverable, StalledRecovery } from './maintain-queues.ts';

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
  const readings = { listAgents: () => store.fleet.listQueuedAgents() };
  await expect(removeUndeliverable(parts, readings)).rejects.toThrow('no permission');
  expect(asked).toEqual(['foreign agent.x,ag06.submissions,ag06.signals', 'undeliverable x']);
  expect((await store.fleet.listDeadLetters(9)).map(({ jobId, reason }) => `${jobId} ${reason}`)).toEqual([
    '1 JOB_INVALID',
    'wait QUEUE_KEY_FOREIGN',
  ]);
});

describe('a look for jobs of dead workers', () => {
  function create() {
    const state = { agents: ['a', 'b'], isAway: false };
    const asked: string[] = [];
    const listAgents = async () => {
      asked.push('agents');
      if (state.isAway) throw new Error('away');
      return state.agents;
    };
    const recoverStalled = async (agents: readonly string[]) => void asked.push(agents.join());
    const recovery = new StalledRecovery({ broker: { recoverStalled } }, { listAgents });
    return { state, asked, recovery };
  }

  it('asks which agents there are and about those known in one turn, and then about new ones alone', async () => {
    const { state, asked, recovery } = create();
    await recovery.look();
    expect(asked.splice(0)).toEqual(['agents', 'a,b']);
    const second = recovery.look();
    expect(asked).toEqual(['agents', 'a,b']);
    await second;
    expect(asked.splice(0)).toEqual(['agents', 'a,b']);
    state.agents = ['b', 'c'];
    await recovery.look();
    expect(asked.splice(0)).toEqual(['agents', 'a,b', 'c']);
    await recovery.look();
    expect(asked).toEqual(['agents', 'b,c']);
  });

  it('fails where nobody tells which agents there are', async () => {
    const { state, recovery } = create();
    await recovery.look();
    state.isAway = true;
    await expect(recovery.look()).rejects.toThrow('away');
  });
});
