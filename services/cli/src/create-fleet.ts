import type { Fleet, FleetOptions } from './fleet.ts';

/** Creates a fleet: all in this process if the database is embedded, else one process for each service. */
export async function createFleet(options: FleetOptions): Promise<Fleet> {
  if (isEmbedded(options.brokerUrl)) {
    const { EmbeddedFleet } = await import('./main-embedded.ts');
    return new EmbeddedFleet(options);
  }
  const { ProcessFleet } = await import('./process-fleet.ts');
  return new ProcessFleet(options);
}

const isEmbedded = (brokerUrl: string): boolean => brokerUrl.startsWith('embedded:');
