export { isNeverLate, toObjective } from '@ag06/tuning';
