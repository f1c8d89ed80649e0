import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLES, buildBundles, startChild } from '@ag06/test-support';
import { CASES, type Category, titleOf } from '../cases.ts';
import { NOTES_FILE, readNotes } from '../proof/notes.ts';
import { type CaseEnd, type JudgedTest, judgeEnd } from './judge-end.ts';
import type { Mutation } from './mutation.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** What became of a case that a mutation must kill. */
export interface MutationEnd {
  readonly mutation: Mutation;
  readonly number: number;
  readonly end: CaseEnd;
}

/**
 * Runs the cases that these mutations must kill, on a fleet that is built with all of them. Resolves with what became of each. Once
 * the signal is aborted, it ends what runs, removes what it made, and rejects.
 */
export async function tryMutations(
  category: Category,
  mutations: readonly Mutation[],
  signal: AbortSignal,
): Promise<readonly MutationEnd[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ag06-mutation-'));
  const bundles = join(BUNDLES, `mutation-${basename(folder)}`);
  try {
    await buildBundles(
      bundles,
      mutations.flatMap(({ edits }) => edits),
    );
    const [notes, results] = [join(folder, 'notes.jsonl'), join(folder, 'results.json')];
    writeFileSync(notes, '');
    const numbers = mutations.flatMap(({ kills }) => kills);
    signal.throwIfAborted();
    const env = { TEST_BUNDLES: bundles, [NOTES_FILE]: notes };
    await runJest(category, titlesOf(numbers), results, env, signal);
    const ran = new Set(readNotes(notes).map(({ number }) => number));
    const tests = new Map(readTests(results).map((test) => [test.title, test]));
    return mutations.flatMap((mutation) =>
      CASES.filter(({ number }) => mutation.kills.includes(number)).map((one) => ({
        mutation,
        number: one.number,
        end: judgeEnd(tests.get(titleOf(one)), ran.has(one.number), mutation.says),
      })),
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
  signal: AbortSignal,
): Promise<void> {
  const argv = [
    ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', '--conditions=@ag06/source'],
    ...[
      join(ROOT, 'node_modules/jest/bin/jest.js'),
      '-c',
      'jest.compliance.config.mjs',
      '--reporters=default',
    ],
    ...['--json', `--outputFile=${results}`, '-t', titles, `/compliance/src/${category}/`],
  ];
  // It ends with this process, however that ends, and its own processes end with it.
  const jest = await startChild(process.execPath, argv, { cwd: ROOT, env: { ...process.env, ...env } });
  const end = () => jest.signal('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  await jest.exited;
  signal.removeEventListener('abort', end);
  signal.throwIfAborted();
  if (!existsSync(results)) throw new Error(`The cases were not run:\n${jest.output.tail(20)}`);
}

function readTests(results: string): readonly JudgedTest[] {
  const { testResults } = JSON.parse(readFileSync(results, 'utf8')) as {
    testResults: { assertionResults: JudgedTest[] }[];
  };
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}
