export type { Demand } from './demand.ts';
export { DemandMeter, type FleetReading } from './demand-meter.ts';
export { DemandReader } from './demand-reader.ts';
export { explainWant } from './explain-want.ts';
export { findNeed } from './needed-workers.ts';
export { NeedsLately } from './needs-lately.ts';
export { type PublishedWorkers, type ScaleTerms, type Want, wantWorkers } from './want-workers.ts';
