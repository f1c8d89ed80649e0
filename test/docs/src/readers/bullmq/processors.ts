import type { Job } from 'bullmq';

export const resize = async ({ data }: Job<{ width: number }>): Promise<{ width: number }> => ({
  width: data.width / 2,
});
