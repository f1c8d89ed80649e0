import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLES, buildBundles } from '@ag06/test-support';
import { CASES, type Category, titleOf } from '../cases.ts';
import { NOTES_FILE, readNotes } from '../proof/notes.ts';
import type { TestEnd } from '../report/to-report.ts';
import type { Mutation } from './mutation.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** What became of a case on a fleet that is broken. `not run`: its fleet did not start, which proves nothing of the case. */
export type CaseEnd = 'failed' | 'passed' | 'not run';

/** Runs the cases that a mutation must kill, on a fleet that is built with it. Resolves with what became of each. */
export async function tryMutation(
  category: Category,
  { name, edits, kills }: Mutation,
): Promise<ReadonlyMap<number, CaseEnd>> {
  const folder = mkdtempSync(join(tmpdir(), 'ag06-mutation-'));
  const bundles = join(BUNDLES, `mutation-${process.pid}-${name.replaceAll(/[^a-z]+/g, '-')}`);
  try {
    await buildBundles(bundles, edits);
    const [notes, results] = [join(folder, 'notes.jsonl'), join(folder, 'results.json')];
    writeFileSync(notes, '');
    await runJest(category, titlesOf(kills), results, { TEST_BUNDLES: bundles, [NOTES_FILE]: notes });
    const ran = new Set(readNotes(notes).map(({ number }) => number));
    const ends = new Map(readEnds(results).map(({ title, status }) => [title, status]));
    return new Map(
      CASES.filter(({ number }) => kills.includes(number)).map((one) => {
        if (!ran.has(one.number)) return [one.number, 'not run'];
        return [one.number, ends.get(titleOf(one)) === 'failed' ? 'failed' : 'passed'];
      }),
    );
  } finally {
    for (const path of [folder, bundles]) rmSync(path, { recursive: true, force: true });
  }
}

const titlesOf = (numbers: readonly number[]): string =>
  CASES.filter(({ number }) => numbers.includes(number))
    .map((one) => `^${titleOf(one).replaceAll(/[^\w ]/g, '.')}$`)
    .join('|');

async function runJest(
  category: Category,
  titles: string,
  results: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', '--conditions=@ag06/source'],
      ...[
        join(ROOT, 'node_modules/jest/bin/jest.js'),
        '-c',
        'jest.compliance.config.mjs',
        '--reporters=default',
      ],
      ...['--json', `--outputFile=${results}`, '-t', titles, `/compliance/src/${category}/`],
    ],
    { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'ignore' },
  );
  await once(child, 'exit');
}

function readEnds(results: string): readonly TestEnd[] {
  const { testResults } = JSON.parse(readFileSync(results, 'utf8')) as {
    testResults: { assertionResults: TestEnd[] }[];
  };
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}
