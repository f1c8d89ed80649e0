export { Duty, type DutyOptions, type DutyTurn } from './duty.ts';
export { onceASecond } from './once-a-second.ts';
export { settleAll } from './settle-all.ts';
export { settlesWithin } from './settles-within.ts';
export { callAtTick } from './shared-ticks.ts';
