/**
 * Returns the first line of `expected` that `printed` does not have in this order; undefined if it has all. `…` in an expected line stands
 * for any text, and a line of `…` alone for any lines.
 */
export function firstDifference(expected: string, printed: string): string | undefined {
  const lines = printed.split('\n');
  let from = 0;
  for (const line of expected.split('\n')) {
    const wanted = line.trimEnd();
    if (wanted === '' || wanted === '…') continue;
    const pattern = toPattern(wanted);
    const at = lines.findIndex((one, i) => i >= from && pattern.test(one.trimEnd()));
    if (at < 0) return wanted;
    from = at + 1;
  }
  return undefined;
}

const toPattern = (line: string): RegExp => new RegExp(`^${line.split('…').map(quote).join('.*')}$`);

const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ +/g, ' +');
