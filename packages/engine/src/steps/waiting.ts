import { type RunStatus, type StepStatus, type StepWait, toRfc3339 } from '@ag06/contracts';

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
 * - `event`: what steps of its kind wait for has not happened yet, such as a signal;
 * - `repair`: no process works on it, until the watchdog finds it.
 */
export type Waiting =
  | { readonly for: 'start' | 'pause' | 'repair' }
  | { readonly for: 'dependencies'; readonly steps: readonly string[] }
  | Turn
  | { readonly for: 'event'; readonly wait: StepWait }
  | { readonly for: 'breaker'; readonly dependency: string }
  | { readonly for: 'limit'; readonly limit: string }
  | { readonly for: 'hold'; readonly pause: string }
  | { readonly for: 'permission'; readonly name: string };

/** Why nobody works on a unit that is ready. */
export function explainIdle(status: RunStatus): Waiting {
  if (status === 'scheduled') return { for: 'start' };
  return { for: status === 'paused' ? 'pause' : 'repair' };
}

/** Explains a unit that no agent executes: it waits for what `toWait` says, or is ready without anybody who works on it. */
export function explainParked(
  { status, token }: UnitLook,
  run: RunLook,
  toWait: () => StepWait,
): readonly Waiting[] {
  if (status === 'waiting') return [{ for: 'event', wait: toWait() }];
  return status === 'ready' && token === 0 ? [explainIdle(run.status)] : [];
}

/** When it is over at the latest, of a unit that may wait without a limit. */
export const untilOf = ({ dueAt }: UnitLook): { readonly until?: string } =>
  dueAt > 0 ? { until: toRfc3339(dueAt) } : {};

export interface Turn {
  readonly for: 'turn';
  readonly agent: string;
  readonly unit: string;
  readonly dispatch: number;
  /** Only for a retry. */
  readonly dueAt?: number;
  readonly item?: number | undefined;
}
