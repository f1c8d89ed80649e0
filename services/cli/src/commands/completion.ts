import { parseArguments } from '../arguments.ts';
import { SHELL_SCRIPTS } from '../completion/shell-scripts.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { unknownWord } from '../unknown-word.ts';

/** `ag06 completion bash|zsh|fish` prints the script that a shell loads. */
export function completion(args: readonly string[], output: Output): number {
  const [shell = '', ...rest] = args;
  const script = Object.entries(SHELL_SCRIPTS).find(([name]) => name === shell)?.[1];
  if (script === undefined)
    throw unknownWord(
      'command',
      `completion ${shell}`.trim(),
      Object.keys(SHELL_SCRIPTS).map((name) => `completion ${name}`),
    );
  parseArguments(rest, {}, 0);
  output.json({ shell, script });
  output.text(script.trimEnd());
  return EXIT.ok;
}
