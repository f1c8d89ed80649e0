import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The modules that processes and threads of the tests begin with, or load, by the name of their bundle. */
export const BUNDLE_ENTRIES: Readonly<Record<string, string>> = {
  dispatcher: 'services/dispatcher/src/main.ts',
  'agent-worker': 'services/agent-worker/src/main.ts',
  optimizer: 'services/optimizer/src/main.ts',
  cli: 'services/cli/src/main.ts',
  // Threads: their names are those that the services look for beside themselves.
  'main-intake': 'services/dispatcher/src/intake/main-intake.ts',
  'main-keeper': 'packages/backend/src/keeper/main-keeper.ts',
  'watched-dispatcher': 'services/dispatcher/src/http/testing/watched-dispatcher.ts',
  'e2e-agents': 'test/e2e/src/agents.ts',
  'fault-agents': 'test/e2e/src/fault-agents.ts',
  'breaker-agents': 'test/e2e/src/breaker-agents.ts',
  'hostile-agents': 'test/e2e/src/hostile-agents.ts',
  'trace-agents': 'test/e2e/src/trace-agents.ts',
  'staged-agents': 'test/e2e/src/staged-agents.ts',
  'scale-agents': 'test/e2e/src/scale-agents.ts',
  'stream-agents': 'test/e2e/src/stream-agents.ts',
  'board-agents': 'test/e2e/src/board-agents.ts',
  'registered-workflow': 'test/e2e/src/registered-workflow.ts',
  'page-agents': 'services/cli/src/testing/page-agents.ts',
  'chaos-agents': 'test/chaos/src/agents.ts',
  // Programs that tests play with, and kill.
  'stream-writer': 'packages/backend/src/fixtures/stream-writer.ts',
  'stream-consumer': 'packages/backend/src/fixtures/stream-consumer.ts',
  'migrate-backend': 'packages/backend/src/fixtures/migrate.ts',
  'worker-host': 'packages/worker/src/fixtures/host.ts',
  'notes-reader': 'test/e2e/src/stream-consumer.ts',
};

const NAMES = new Map(Object.entries(BUNDLE_ENTRIES).map(([name, file]) => [`${ROOT}${file}`, name]));

/** Undefined for a module that has no bundle. */
export const nameBundle = (file: string): string | undefined => NAMES.get(file);
