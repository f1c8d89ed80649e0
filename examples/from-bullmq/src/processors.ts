// src/processors.ts: as they are in an application on BullMQ
import { type Job, UnrecoverableError } from 'bullmq';

export async function resize(job: Job<{ photo: string; width: number }>) {
  if (job.data.width > 4_000) throw new UnrecoverableError(`${job.data.width} is too wide.`);
  await job.updateProgress(50);
  return { photo: job.data.photo, width: job.data.width };
}

export async function build(job: Job<{ title: string }>) {
  const thumbs = Object.values(await job.getChildrenValues());
  const missing = Object.values(await job.getIgnoredChildrenFailures());
  return { title: job.data.title, thumbs, missing };
}
