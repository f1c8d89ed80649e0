import type { Client, CorrelationEntryView } from '@ag06/client';
import { parseArguments, requireWord } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable, renderEvent } from '../render.ts';

/** `ag06 correlations ID` prints all that happened under a correlation id, by time. */
export async function correlations(args: readonly string[], client: Client, output: Output): Promise<number> {
  const id = requireWord(parseArguments(args, {}, 1), 0, 'a correlation id');
  let count = 0;
  const unread = new Map<string, string>();
  const onUnread = ({ code, message }: { readonly code: string; readonly message: string }) =>
    unread.set(message, code);
  for await (const entry of client.correlation(id, { onUnread })) {
    count++;
    output.json(entry);
    output.text(renderEntry(entry, output.isStyled));
  }
  for (const [message, code] of unread)
    output.note(
      `Events are missing, because a part of the archive cannot be read: ${code}: ${printable(message)}`,
    );
  if (count === 0) output.note(`Nothing happened under the correlation id ${printable(id)}.`);
  return EXIT.ok;
}

function renderEntry(entry: CorrelationEntryView, isStyled: boolean): string {
  if ('run' in entry)
    return `${entry.run.runId}  ${printable(entry.run.workflow)}  ${renderEvent(entry.event, isStyled)}`;
  const { position, at, type, data } = entry.event;
  return `${entry.stream}  ${position}  ${at.slice(11, 23)}  ${type}  ${printable(JSON.stringify(data))}`;
}
