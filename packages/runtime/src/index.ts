export { type Carrier, carryOut, removeObsolete } from './carry-out.ts';
export { createCommandIds } from './command-ids.ts';
export { FAULT_POINTS, type FaultPoint, faultPoint } from './fault-point.ts';
export { PlanCache } from './plan-cache.ts';
export { PriorityEpoch } from './priority-epoch.ts';
export { contextOfClaim, type RunContext } from './run-context.ts';
export { type Submission, type Submitted, type Submitter, submitRun } from './submit-run.ts';
export { toActivations } from './to-activations.ts';
export { toCommit } from './to-commit.ts';
