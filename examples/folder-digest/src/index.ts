export { fsList, textAggregate, textAnalyse, textReport } from './agents.ts';
