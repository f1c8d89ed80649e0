import { z } from 'zod';

/** The scored parts of a fleet. */
const HEALTH_COMPONENTS = [
  'store',
  'broker',
  'queues',
  'workers',
  'breakers',
  'optimizer',
  'archive',
  'api',
] as const;
export type HealthComponent = (typeof HEALTH_COMPONENTS)[number];

const status = z.enum(['ok', 'degraded', 'unhealthy']);
export type HealthStatus = z.infer<typeof status>;

export const HealthReasonView = z
  .object({
    code: z.string().describe('Stable.'),
    message: z.string().describe('What was found, and what to do.'),
  })
  .meta({ id: 'HealthReason' });
export type HealthReasonView = z.infer<typeof HealthReasonView>;

export const HealthComponentView = z
  .object({
    component: z.enum(HEALTH_COMPONENTS),
    score: z.int().min(0).max(100),
    status,
    ageMs: z.int().min(0).describe('How old what is known of it is.'),
    reasons: z.array(HealthReasonView).describe('What keeps it from 100, the gravest first.'),
  })
  .meta({ id: 'HealthComponent' });
export type HealthComponentView = z.infer<typeof HealthComponentView>;

export const HealthView = z
  .object({
    status,
    score: z.int().min(0).max(100),
    at: z.iso.datetime(),
    components: z.array(HealthComponentView),
  })
  .meta({ id: 'Health', description: 'How a fleet is, as one of its dispatchers sees it.' });
export type HealthView = z.infer<typeof HealthView>;

/** The answer to a readiness probe of a worker or an optimizer. */
export interface ProcessReadiness {
  readonly status: 'ready' | 'not-ready';
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}
