import type { Change, Command } from '@ag06/protocol';

/** Returns the approximate number of characters of user data in a command. */
export function measureCommand(command: Command): number {
  switch (command.kind) {
    case 'submit':
      return command.input.length;
    case 'claim':
      return 0;
    case 'signal':
      return command.body.length;
    case 'commit':
      return measureChange(command.change) + measureTexts(command.emitted);
  }
}

function measureChange(change: Change): number {
  switch (change.to) {
    case 'completed':
    case 'collected':
      return change.output.length;
    case 'settled':
      return change.result.length;
    case 'expanded':
      return measureTexts(change.list.chunks);
    case 'redone':
      return measureTexts(change.items.chunks);
    default:
      return 0;
  }
}

function measureTexts(texts: readonly string[]): number {
  let characters = 0;
  for (const text of texts) characters += text.length;
  return characters;
}
