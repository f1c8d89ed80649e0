/** A module without an agent: a worker that is given it refuses to start. */
export const nothing = 'no agent';
