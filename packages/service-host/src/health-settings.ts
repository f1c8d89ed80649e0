import { z } from 'zod';
import { HealthServer, type HealthServerOptions } from './health-server.ts';

/** The variables of services without an API: where a supervisor may ask for their health. */
export const HEALTH_SETTINGS = {
  AG06_HEALTH_HOST: z.string().default('127.0.0.1'),
  AG06_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
};

export interface HealthConfig {
  /** Where `/health/live` and `/health/ready` are served; undefined for nowhere. Port 0: any free one. */
  readonly health: { readonly host: string; readonly port: number } | undefined;
}

const Health = z.object(HEALTH_SETTINGS);

export function toHealthConfig({
  AG06_HEALTH_HOST: host,
  AG06_HEALTH_PORT: port,
}: z.output<typeof Health>): HealthConfig {
  return { health: port === undefined ? undefined : { host, port } };
}

/** Begins to answer if the settings say so. Resolves with a line for the log. Ends with the process. */
export async function openHealth(
  { health }: HealthConfig,
  readiness: HealthServerOptions['readiness'],
): Promise<{ readonly healthPort?: number }> {
  if (health === undefined) return {};
  return { healthPort: await new HealthServer({ ...health, readiness }).start() };
}
