import { fileURLToPath } from 'node:url';
import { Client } from '@ag06/client';
import { TestFleet } from '@ag06/test-e2e/test-fleet';
import type { ServiceProcess } from '@ag06/test-support';

export const agentsFile = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));

/** A fleet of real processes on a Redis of its own, and a service author's client of it. */
export interface ProofFleet {
  readonly fleet: TestFleet;
  readonly client: Client;
  /** With these agents (a file of this folder). */
  startWorker(agents?: string, env?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  stop(): Promise<void>;
}

/** Starts a dispatcher with this environment, and so many workers with the agents of `core-agents`. */
export async function startProofFleet(
  workers: number,
  env: Readonly<Record<string, string>> = {},
): Promise<ProofFleet> {
  const fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000', ...env });
  const startWorker = (agents = 'core-agents', more: Readonly<Record<string, string>> = {}) =>
    fleet.startWorker({ AG06_AGENTS: agentsFile(agents), ...more });
  try {
    await Promise.all(Array.from({ length: workers }, () => startWorker()));
  } catch (error) {
    await fleet.stop();
    throw error;
  }
  return { fleet, client: new Client({ url: fleet.url }), startWorker, stop: () => fleet.stop() };
}
