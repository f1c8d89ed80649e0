/** Groups of statuses of units from which moves begin. */
export const OPENED = ['pending', 'ready'] as const;
export const OPEN = ['ready', 'scheduled', 'running', 'parked'] as const;
