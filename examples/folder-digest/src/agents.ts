/** The agents of this example; a worker loads this module (`AG06_AGENTS`). */
export { fsList } from './fs-list.ts';
export { textAggregate } from './text-aggregate.ts';
export { textAnalyse } from './text-analyse.ts';
export { textCollect } from './text-collect.ts';
export { textReport } from './text-report.ts';
