import type { Decision } from '../../decide/decision.ts';

/** A unit that calls an agent goes to its queue; the claim of a retry wakes that by itself. */
export const wakeCall = (): Decision => UNBLOCK;

const UNBLOCK: Decision = {
  change: { to: 'unblocked' },
  next: [],
  end: undefined,
};
