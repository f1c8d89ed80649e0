import type { Decision } from '../../decide/decision.ts';

/** Sends a unit that calls an agent to its queue. A retry needs no wake-up: its delayed activation claims it. */
export const wakeCall = (): Decision => UNBLOCK;

const UNBLOCK: Decision = {
  change: { to: 'unblocked' },
  next: [],
  end: undefined,
};
