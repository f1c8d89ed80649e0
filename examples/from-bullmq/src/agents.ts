// src/agents.ts
import { bullmqAgent, fromProcessor } from '@ag06/bullmq';
import { build, resize } from './processors.ts';

export const images = fromProcessor(resize, { name: 'images.resize', queueName: 'images' });
export const albums = fromProcessor(build, { name: 'albums.build', queueName: 'albums' });

// Hands jobs to workers of BullMQ that go on as they are.
export const jobs = bullmqAgent({ connection: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379' });
