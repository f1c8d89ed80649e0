/** Splits a line as a shell does: words, with quotes, without a comment, a redirection or what stands before a pipe. */
function splitWords(line: string): readonly string[] {
  const bare = line.replace(/ +#.*$/, '').replace(/ > \S+$/, '');
  const last = bare.split(/ \| /).at(-1) ?? '';
  const words = [...last.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)];
  return words.map(([, single, double, plain]) => single ?? double ?? plain ?? '');
}

/** The words behind `ag06` of an example, which may begin with settings: `AG06_URL=x ag06 health`. */
export function toAg06Words(example: string): readonly string[] {
  const words = splitWords(example);
  const at = words.findIndex((word) => !/^[A-Z][A-Z0-9_]*=/.test(word));
  if (words[at] !== 'ag06') throw new Error(`Not a command of ag06: ${example}`);
  return words.slice(at + 1);
}
