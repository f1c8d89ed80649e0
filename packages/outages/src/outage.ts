/** Why a server does not serve for now: it has no memory or disk left, or it, or the way to it, is not there. */
export type Outage = 'full' | 'away';
