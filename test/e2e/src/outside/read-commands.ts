/**
 * The commands of the first shell block of a page below the line `heading`, each a line of it, without comments. Throws if there is none.
 */
export function readCommands(page: string, heading = ''): readonly string[] {
  const from = heading === '' ? 0 : page.indexOf(`\n${heading}\n`);
  const [, block] = /^```sh[^\n]*\n(.*?)^```/ms.exec(from === -1 ? '' : page.slice(from)) ?? [];
  if (block === undefined) throw new Error(`There is no shell block below "${heading}".`);
  const lines = block.split('\n').map((line) => line.replace(/(^|\s+)#.*$/, '').trim());
  return lines.filter((line) => line !== '');
}
