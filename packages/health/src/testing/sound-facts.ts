import type { HealthFacts, QueueFacts, WorkerFacts } from '../health-facts.ts';

export const SOUND_QUEUE: QueueFacts = {
  agent: 'a.b',
  waiting: 0,
  active: 0,
  headAgeMs: 0,
  unmovedMs: 0,
  workers: 1,
  unservedMs: 0,
};

export const SOUND_WORKER: WorkerFacts = {
  id: 'w-1',
  silentMs: 2_000,
  isLive: true,
  slots: { used: 2, limit: 10 },
  lagMs: 3,
};

/** A fleet of which nothing bad is known. */
export const SOUND_FACTS: HealthFacts = {
  store: {
    ageMs: 500,
    roundTrip: { p50Ms: 1, p99Ms: 4 },
    failedShare: 0,
    isFull: false,
    memory: { usedBytes: 10, maxBytes: 100 },
    evictionPolicy: undefined,
    saveFailure: undefined,
  },
  broker: { ageMs: 500, sinceRecoveryMs: 1_000, reconnects: 0 },
  queues: { ageMs: 500, queues: [SOUND_QUEUE], deadLetters: 0 },
  workers: { ageMs: 500, workers: [SOUND_WORKER], unserved: [], hasWaitingWork: false },
  breakers: { ageMs: 500, breakers: [] },
  optimizer: { ageMs: 500, leads: true },
  archive: {
    ageMs: 500,
    setting: 'on',
    backlog: { runs: 0, oldestMs: 0 },
    unreadable: { runs: 0 },
    damaged: { segments: 0 },
  },
  api: {
    duties: [{ name: 'wake-ups', everyMs: 250, sinceSuccessMs: 100 }],
    lagMs: 4,
    requests: { count: 100, failed: 0, p99Ms: 20 },
  },
};
