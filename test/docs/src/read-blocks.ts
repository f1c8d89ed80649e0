/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** What follows the language in its first line. */
  readonly note: string;
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** Returns the fenced blocks of a page of Markdown, in their order. Throws at a fence that nothing closes. */
export function readBlocks(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { readonly language: string; readonly note: string; readonly line: number } | undefined;
  let lines: string[] = [];
  for (const [i, line] of page.split('\n').entries()) {
    const [, info] = /^```(.*)$/.exec(line) ?? [];
    if (info === undefined) lines.push(line);
    else if (open === undefined) {
      const [language = '', ...note] = info.trim().split(/\s+/);
      open = { language, note: note.join(' '), line: i + 1 };
      lines = [];
    } else {
      blocks.push({ ...open, text: `${lines.join('\n')}\n` });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`The fence of line ${open.line} is not closed.`);
  return blocks;
}
