export type { Demand } from './demand.ts';
export { DemandMeter, type FleetReading } from './demand-meter.ts';
export { DemandReader, type DemandSources, readFleet } from './demand-reader.ts';
