export { countWords, praise } from './agents.ts';
export { wordReport } from './word-report.ts';
