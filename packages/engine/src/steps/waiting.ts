import type { RunStatus, StepStatus } from '@ag06/contracts';

/** The part of a run that `explain` looks at. */
export interface RunLook {
  readonly status: RunStatus;
  readonly units: ReadonlyMap<string, UnitLook>;
}

/** The part of a unit that `explain` looks at. */
export interface UnitLook {
  readonly status: StepStatus;
  readonly dispatch: number;
  /** Above 0 while somebody holds it. */
  readonly token: number;
  /** When its retry is due, or until when it waits, in milliseconds since 1970. */
  readonly dueAt: number;
  readonly blockedBy?: string | undefined;
  /** For what it waits, such as `child:<run id>`. */
  readonly awaits?: string | undefined;
  /** The number of the item that a lane works on. */
  readonly item?: number | undefined;
}

/**
 * Why a unit does not move, as far as its run tells:
 * - `start`, `pause`: its run has not started, or is paused;
 * - `dependencies`: these of its `needs` have no outcome yet;
 * - `turn`: it is on the queue of its agent, as a retry from `dueAt` on;
 * - `breaker`, `limit`: this dependency or limit does not let it begin;
 * - `hold`: this is paused, `agent:<name>`, `workflow:<name>` or `fleet`;
 * - `permission`: its run is a fork in which this agent or workflow may not act for real;
 * - `timer`: its time has not come;
 * - `signal`: no signal of that name has come, until `dueAt` at the latest;
 * - `approval`: nobody has answered it with one of these choices, until `dueAt` at the latest;
 * - `child`: the run that it started has not ended;
 * - `repair`: no process works on it, until the watchdog finds it.
 */
export type Waiting =
  | { readonly for: 'start' | 'pause' | 'repair' }
  | { readonly for: 'dependencies'; readonly steps: readonly string[] }
  | Turn
  | { readonly for: 'timer'; readonly dueAt: number }
  | { readonly for: 'signal'; readonly signal: string; readonly dueAt?: number }
  | {
      readonly for: 'approval';
      readonly signal: string;
      readonly choices: readonly string[];
      readonly dueAt?: number;
    }
  | { readonly for: 'child'; readonly runId: string }
  | { readonly for: 'breaker'; readonly dependency: string }
  | { readonly for: 'limit'; readonly limit: string }
  | { readonly for: 'hold'; readonly pause: string }
  | { readonly for: 'permission'; readonly name: string };

/** Why nobody works on a unit that is ready. */
export function explainIdle(status: RunStatus): Waiting {
  if (status === 'scheduled') return { for: 'start' };
  return { for: status === 'paused' ? 'pause' : 'repair' };
}

export interface Turn {
  readonly for: 'turn';
  readonly agent: string;
  readonly unit: string;
  readonly dispatch: number;
  /** Only for a retry. */
  readonly dueAt?: number;
  readonly item?: number | undefined;
}
