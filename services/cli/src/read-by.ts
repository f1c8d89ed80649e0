import { isFlag, missingValue } from './arguments.ts';
import { findCommand } from './find-command.ts';
import { isOfHelp } from './known-flags.ts';

/** A command without its `--by`, and who asks for it. */
interface Asked {
  readonly words: readonly string[];
  readonly by: string | undefined;
}

/**
 * Reads `--by WHO` of a command that has it: all that change something. It goes with every request of the command, so that no command
 * has to pass it on. Throws `UsageError`.
 */
export function readBy(words: readonly string[]): Asked {
  const help = findCommand(words)?.help;
  const rest: string[] = [];
  let by: string | undefined;
  if (help === undefined || !isOfHelp(help, 'by')) return { words, by };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return { words: [...rest, ...words.slice(at)], by };
    if (word.startsWith('--by=')) by = word.slice('--by='.length);
    else if (word === '--by') by = needName(words[++at]);
    else rest.push(word);
  }
  return { words: rest, by };
}

function needName(next: string | undefined): string {
  if (next === undefined || isFlag(next)) throw missingValue('by', next);
  return next;
}
