import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { forgetDeadProcesses } from './forget-dead-processes.ts';

it.each(['target', 'process'] as const)(
  'the %s record of a process that has been silent for a minute is removed, and no other',
  async (kind) => {
    let now = 1_000_000;
    const store = createMemoryStore({ now: () => now });
    await store.shared.swap(kind, 'dead', 0, '{}');
    now += 45_000;
    await store.shared.swap(kind, 'silent', 0, '{}');
    now += 20_000;
    await forgetDeadProcesses(store);
    expect((await store.shared.list(kind)).map(({ name }) => name)).toEqual(['silent']);
  },
);
