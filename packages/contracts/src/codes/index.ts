import type { CodeTable } from './code-row.ts';
import { FEATURE_CODES } from './feature-codes.ts';
import { PROCESS_CODES } from './process-codes.ts';
import { PROGRAM_CODES } from './program-codes.ts';
import { REQUEST_CODES } from './request-codes.ts';
import { RUN_CODES } from './run-codes.ts';
import { RUN_REQUEST_CODES } from './run-request-codes.ts';
import { STORE_CODES } from './store-codes.ts';

export type { CodeRow, CodeTable } from './code-row.ts';

/** All codes but the reasons of health, by what they are about. Each code is in one section. */
export const CODE_SECTIONS: readonly (readonly [title: string, codes: CodeTable])[] = [
  ['Why a run or a step failed', RUN_CODES],
  ['Requests: form, door and fleet', REQUEST_CODES],
  ['Requests about workflows, runs and workers', RUN_REQUEST_CODES],
  ['Requests about schedules, signals, approvals, streams, archive and tuning', FEATURE_CODES],
  ['Programs: agents, starts, the client and the command', PROGRAM_CODES],
  ['The store, the queues and the archive', STORE_CODES],
  ['Dead letters, readiness and logs', PROCESS_CODES],
];
