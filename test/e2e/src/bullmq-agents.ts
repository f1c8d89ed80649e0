import { bullmqAgent } from '@ag06/bullmq';

/** Of the same Redis as the fleet. */
export const jobs = bullmqAgent({ connection: process.env.AG06_BROKER_URL ?? '' });
