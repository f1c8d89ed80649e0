import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { NOTES_FILE } from '../proof/notes.ts';
import ComplianceReporter from './compliance-reporter.ts';

const WHOLE = { testPathPatterns: { patterns: [] } };

it('the report takes the place of the notes, and nothing else is removed, wherever the notes are', async () => {
  await using folder = await tempDir('notes');
  const [notes, report] = ['notes.jsonl', 'report.json'].map((name) => join(folder.path, name));
  await writeFile(join(folder.path, 'thesis.md'), 'of a person');
  await writeFile(notes ?? '', '{"number":1,"asserted":"It starts.","measured":{}}\n');
  process.env[NOTES_FILE] = notes;
  const reporter = new ComplianceReporter(WHOLE, { report });
  reporter.onRunStart();
  reporter.onRunComplete(undefined, { testResults: [] });
  expect((await readdir(folder.path)).sort()).toEqual(['report.json', 'thesis.md']);
  expect(await readFile(report ?? '', 'utf8')).toContain('It starts.');
  expect(reporter.getLastError()?.message).toBe('88 cases were not run.');
});
