import type { IntakeTask } from './intake-task.ts';

/** JSON of this many characters costs the event loop a few milliseconds at most. */
const JSON_CHARACTERS = 64 * 1024;
/** YAML costs far more to read, and a definition to compile. */
const DEFINITION_CHARACTERS = 1024;
/** Each part of a schema is compiled, and may check any part of the input. */
const SCHEMA_CHARACTERS = 2 * 1024;
const CHECK_WORK = 1_000_000;
/** Keywords whose cost is not bounded by the lengths of schema and input. */
const COSTLY_KEYWORD = /"(?:\$ref|pattern|patternProperties)":/;

/**
 * Whether a task takes less time than handing it to a thread, and blocks the event loop for a few milliseconds at most.
 */
export function isLight(task: IntakeTask): boolean {
  switch (task.kind) {
    case 'definition':
      return task.text.length <= DEFINITION_CHARACTERS;
    case 'submission':
    case 'batch':
    case 'events':
      return task.text.length <= JSON_CHARACTERS;
    case 'input': {
      const { schema, input } = task;
      const isSmall = schema.length <= SCHEMA_CHARACTERS && schema.length * input.length <= CHECK_WORK;
      return isSmall && !COSTLY_KEYWORD.test(schema);
    }
  }
}
