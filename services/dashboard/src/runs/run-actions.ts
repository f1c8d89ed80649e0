import type { RunBulk } from '@ag06/client';
import { client } from '../client.ts';

/** What can be done to many runs. */
export interface RunAction {
  readonly action: RunBulk['action'];
  readonly verb: string;
  /** It cannot be taken back. */
  readonly isDangerous: boolean;
  readonly act: (runId: string) => Promise<unknown>;
}

export const RUN_ACTIONS: readonly RunAction[] = [
  { action: 'retry', verb: 'Retry', isDangerous: false, act: (id) => client.retry(id) },
  { action: 'pause', verb: 'Pause', isDangerous: false, act: (id) => client.pause(id) },
  { action: 'resume', verb: 'Resume', isDangerous: false, act: (id) => client.resume(id) },
  { action: 'cancel', verb: 'Cancel', isDangerous: true, act: (id) => client.cancel(id) },
  { action: 'terminate', verb: 'Terminate', isDangerous: true, act: (id) => client.terminate(id) },
  { action: 'delete', verb: 'Delete', isDangerous: true, act: (id) => client.delete(id) },
];
