import { z } from 'zod';

/** The metrics addresses of the fleet's processes, in the form of Prometheus's HTTP service discovery. */
export const TargetView = z
  .object({
    targets: z.array(z.string()).describe('`host:port`, one.'),
    labels: z.object({
      service: z.string().describe('`dispatcher`, `agent-worker`, `optimizer`, or `fleet`: all in one.'),
      instance_id: z.string(),
    }),
  })
  .meta({ id: 'Target' });
export type TargetView = z.infer<typeof TargetView>;

export const TargetListView = z.array(TargetView).meta({ id: 'TargetList' });
export type TargetListView = z.infer<typeof TargetListView>;
