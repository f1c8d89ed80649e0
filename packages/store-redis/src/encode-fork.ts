import type { ForkedFrom, Preset } from '@ag06/protocol';

/** Encodes what a fork has from its source: two lengths, its fields, and its presets, each with its kind first. */
export function encodeFork(encoded: unknown[], { fields, presets }: ForkedFrom): void {
  encoded.push(fields.length, presets.length);
  for (const [field, value] of fields) encoded.push(field, value);
  for (const preset of presets) encodePreset(encoded, preset);
}

function encodePreset(encoded: unknown[], preset: Preset): void {
  switch (preset.preset) {
    case 'outcome': {
      const { step, status, attempt, iteration = 0, output, error } = preset;
      encoded.push('outcome', step, status, String(attempt), iteration === 0 ? false : String(iteration));
      encoded.push(status === 'skipped' ? false : (output ?? false), error ?? false);
      return;
    }
    case 'iteration':
      encoded.push('iteration', preset.step, preset.iteration, preset.output);
      return;
    case 'items': {
      const { step, list, lanes, outcomes } = preset;
      encoded.push('items', step, list.total, lanes, list.chunks.length, outcomes.length);
      for (const chunk of list.chunks) encoded.push(chunk);
      for (const { item, status, attempt, result } of outcomes)
        encoded.push(String(item), status, String(attempt), result);
    }
  }
}
