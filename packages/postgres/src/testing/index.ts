export { openBlankDatabase } from './open-blank-database.ts';
export { openPreparedDatabase } from './open-prepared-database.ts';
