import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import base from './jest.config.mjs';

// Inherited by jest's workers: each case notes there what it asserted and measured.
const { env } = process;
if (env.COMPLIANCE_NOTES === undefined) {
  const notes = join(tmpdir(), `ag06-compliance-${randomUUID()}.jsonl`);
  writeFileSync(notes, '');
  env.COMPLIANCE_NOTES = notes;
}

/** The 88 cases: `npm run compliance`, a command of its own because it takes minutes. */
const config = {
  ...base,
  testEnvironment: 'node',
  roots: ['<rootDir>/test/compliance/src'],
  testMatch: ['**/*.case.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  reporters: ['default', `${import.meta.dirname}/test/compliance/src/report/compliance-reporter.ts`],
  // Cases measure what the fleet does: several at a time would measure each other.
  maxWorkers: 1,
};

export default config;
