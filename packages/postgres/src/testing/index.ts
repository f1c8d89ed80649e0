export { openBlankDatabase } from './open-blank-database.ts';
