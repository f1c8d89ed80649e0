import type { Agent } from '@ag06/agent-kit';

/** An agent with child processes or connections of its own. */
export interface ClosableAgent extends Agent {
  /** Ends them. A worker that exits does it by itself. May be called twice. */
  close(): Promise<void>;
}
