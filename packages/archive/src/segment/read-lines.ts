import type { Directory, DirectoryBlock } from './directory.ts';

/** Reads a block of a segment; it may keep it. */
export type ReadBlock = (block: DirectoryBlock) => Promise<string>;

/** Reads the lines between two places, block by block. Lines never cross blocks. */
export async function* readLines(
  { blocks }: Directory,
  readBlock: ReadBlock,
  from: number,
  end: number,
): AsyncIterable<string> {
  for (let i = findBlock(blocks, from); i < blocks.length; i++) {
    const block = blocks[i];
    if (block === undefined || block.from >= end) return;
    const text = await readBlock(block);
    const [first, last] = [Math.max(0, from - block.from), Math.min(text.length, end - block.from)];
    for (let at = first; at < last; ) {
      const next = text.indexOf('\n', at);
      yield text.slice(at, next);
      at = next + 1;
    }
  }
}

/** The last block that begins at or before a place. */
function findBlock(blocks: readonly DirectoryBlock[], place: number): number {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((blocks[middle]?.from ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
