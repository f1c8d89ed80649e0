import type { IntakeTask } from './intake-task.ts';

/** Up to so many characters of JSON cost the event loop a few milliseconds at most. */
const JSON_CHARACTERS = 64 * 1024;
/** YAML costs far more to read, and a definition to compile. */
const DEFINITION_CHARACTERS = 1024;
/** Each part of a schema is compiled; what it checks may be any part of the input. */
const SCHEMA_CHARACTERS = 2 * 1024;
const CHECK_WORK = 1_000_000;
/** Keywords whose cost neither the schema's length bounds nor the input's. */
const COSTLY_KEYWORD = /"(?:\$ref|pattern|patternProperties)":/;

/** Whether a task is done sooner than it could be handed to a thread, and holds the event loop for a few milliseconds only. */
export function isLight(task: IntakeTask): boolean {
  switch (task.kind) {
    case 'definition':
      return task.text.length <= DEFINITION_CHARACTERS;
    case 'submission':
    case 'batch':
      return task.text.length <= JSON_CHARACTERS;
    case 'input': {
      const { schema, input } = task;
      const isSmall = schema.length <= SCHEMA_CHARACTERS && schema.length * input.length <= CHECK_WORK;
      return isSmall && !COSTLY_KEYWORD.test(schema);
    }
  }
}
