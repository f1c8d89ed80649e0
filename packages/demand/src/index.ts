export type { Demand } from './demand.ts';
export { DemandMeter, type FleetReading } from './demand-meter.ts';
export { DemandReader, type DemandSources, readFleet } from './demand-reader.ts';
export { explainWant } from './explain-want.ts';
export { findNeed, type Need, type NeedReason } from './needed-workers.ts';
export { COOL_DOWN_MAX_MS, NeedsLately } from './needs-lately.ts';
export {
  type PublishedWorkers,
  type ScaleTerms,
  type Want,
  type WantReason,
  wantWorkers,
} from './want-workers.ts';
