/** Groups of places where units are, from which moves begin. */
export const OPENED = ['pending', 'ready'] as const;
export const BLOCKED = [
  'parked(pause)',
  'parked(breaker)',
  'parked(limit)',
  'parked(hold)',
  'parked(fork)',
] as const;
/** Steps that no agent executes wait parked, and get their outcome there. */
export const WAITING = ['parked(timer)', 'parked(signal)', 'parked(child)'] as const;
export const OPEN = ['ready', 'scheduled', 'running', 'parked'] as const;
