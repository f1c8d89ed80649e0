import { z } from 'zod';

/** Of a service without an API of its own. */
export const HEALTH_SETTINGS = {
  AG06_HEALTH_HOST: z.string().default('127.0.0.1'),
  AG06_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
};

/** Where `/health/live` and `/health/ready` are answered; undefined for nowhere. Port 0: any free one. */
export type HealthConfig = { readonly host: string; readonly port: number } | undefined;

const Health = z.object(HEALTH_SETTINGS);

export const toHealthConfig = ({
  AG06_HEALTH_HOST,
  AG06_HEALTH_PORT,
}: z.output<typeof Health>): HealthConfig =>
  AG06_HEALTH_PORT === undefined ? undefined : { host: AG06_HEALTH_HOST, port: AG06_HEALTH_PORT };
