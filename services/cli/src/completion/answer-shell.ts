import { Client } from '@ag06/client';
import { printable } from '../printable.ts';
import { readUrls } from '../urls.ts';
import { type Candidate, completeWords } from './complete-words.ts';
import { loadNames } from './load-names.ts';

/** Tells the scripts that files of this machine may stand here, too. */
const FILES_LINE = ':files';
const ABOUT_MAX = 60;
/** A person waits at each Tab: a dispatcher that needs longer has no names, unless AG06_COMPLETION_TIMEOUT_MS allows it. */
const WAIT_MS = 200;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the answer to a shell: a line for each word that may come, with a tab and what it is. The words are those behind
 * `ag06`, the last one as far as it is typed.
 */
export async function answerShell(words: readonly string[], env: Environment): Promise<readonly string[]> {
  const { candidates, names, of, isFile, begun, attached } = completeWords(words);
  const live =
    names === undefined ? [] : await loadNames({ names, of, begun }, toClient(env), readWaitMs(env));
  const all = [...candidates, ...live.map(({ word, about }) => ({ word: `${attached}${word}`, about }))];
  return [...(isFile ? [FILES_LINE] : []), ...all.map(toLine)];
}

const toClient = (env: Environment): Client => new Client({ url: readUrls(env), retryForMs: 0 });

/** A setting that is wrong is not told: it would be told at every Tab. */
function readWaitMs({ AG06_COMPLETION_TIMEOUT_MS: text = '' }: Environment): number {
  return /^\d{1,5}$/.test(text) ? Number(text) : WAIT_MS;
}

const toLine = ({ word, about }: Candidate): string =>
  about === '' ? word : `${word}\t${printable(about).slice(0, ABOUT_MAX)}`;
