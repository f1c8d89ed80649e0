import type { Change, Command, ForkedFrom, Preset } from '@ag06/protocol';

/** Returns the approximate number of characters of user data in a command. */
export function measureCommand(command: Command): number {
  switch (command.kind) {
    case 'submit':
      return command.input.length + (command.fork === undefined ? 0 : measureFork(command.fork));
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
    case 'iterated':
      return change.output.length;
    case 'failed':
    case 'timed_out':
      return change.error.length + (change.output?.length ?? 0);
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

/** Returns the approximate number of characters of user data that a fork has from its source. */
export function measureFork({ presets, fields }: Pick<ForkedFrom, 'presets' | 'fields'>): number {
  let characters = 0;
  for (const [field, value] of fields) characters += field.length + value.length;
  for (const preset of presets) characters += measurePreset(preset);
  return characters;
}

function measurePreset(preset: Preset): number {
  switch (preset.preset) {
    case 'outcome':
      return (preset.output?.length ?? 0) + (preset.error?.length ?? 0);
    case 'iteration':
      return preset.output.length;
    case 'items':
      return measureTexts(preset.list.chunks) + measureTexts(preset.outcomes.map(({ result }) => result));
  }
}

function measureTexts(texts: readonly string[]): number {
  let characters = 0;
  for (const text of texts) characters += text.length;
  return characters;
}
