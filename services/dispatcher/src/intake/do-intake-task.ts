import { type Json, Refusal } from '@ag06/contracts';
import {
  BatchItem,
  BatchSubmission,
  RunSubmission,
  StreamAppendMany,
  StreamAppendOne,
} from '@ag06/contracts/api';
import {
  type Compilation,
  canonicalJson,
  compile,
  createInputJudge,
  type InputJudge,
  judgeScheduleInput,
  parseDefinition,
  parseJson,
} from '@ag06/engine';
import { check } from './check.ts';
import type {
  IntakeAnswer,
  IntakeResults,
  IntakeTask,
  ReadDefinition,
  ReadEvents,
  ReadSubmissionBody,
} from './intake-task.ts';
import { writeRefusal } from './written-refusal.ts';

/** Does a task in any thread. A refusal is returned as an answer. */
export function doIntakeTask(task: IntakeTask): IntakeAnswer {
  try {
    return { result: WORK[task.kind](task as never) };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: writeRefusal(error) };
    throw error;
  }
}

type TaskOf<Kind extends IntakeTask['kind']> = Extract<IntakeTask, { kind: Kind }>;

const WORK: { [Kind in IntakeTask['kind']]: (task: TaskOf<Kind>) => IntakeResults[Kind] } = {
  definition: ({ text, isJson }) => readDefinition(isJson ? parseJson(text) : parseDefinition(text, 'yaml')),
  submission: ({ text }) => readSubmissionBody(RunSubmission, parseJson(text)),
  batch: ({ text }) => readBatch(text),
  events: ({ text }) => readEvents(parseJson(text)),
  input: ({ schema, input }) => judgeOf(schema)(JSON.parse(input)),
};

/** Throws `Refusal` DEFINITION_INVALID with all mistakes, or NOT_YET. */
function readDefinition(definition: Json): ReadDefinition {
  const compiled = compile(definition);
  if (!compiled.ok) throw refuseDefinition(compiled);
  const { name, version, warnings, agents, schedule } = compiled.plan;
  judgeScheduleInput(compiled.plan);
  return {
    name,
    version,
    text: JSON.stringify(definition),
    warnings,
    agents,
    ...(schedule !== undefined && { schedule }),
  };
}

function refuseDefinition(compiled: Extract<Compilation, { ok: false }>): Refusal {
  const { errors, notYet, errorCount, notYetCount } = compiled;
  if (errorCount === 0) {
    const message = 'The definition uses what is not built yet. Leave out what its errors name.';
    return new Refusal(501, 'NOT_YET', message, { errors: notYet, errorCount: notYetCount });
  }
  const count = errorCount + notYetCount;
  const message = `The definition has ${count} error${count === 1 ? '' : 's'}.`;
  return new Refusal(422, 'DEFINITION_INVALID', message, {
    errors: [...errors, ...notYet],
    errorCount: count,
  });
}

function readBatch(text: string): IntakeResults['batch'] {
  const { runs } = check(BatchSubmission, parseJson(text), 'BATCH_INVALID');
  return runs.map((item) => {
    try {
      return readSubmissionBody(BatchItem, item);
    } catch (error) {
      if (error instanceof Refusal) return { refusal: writeRefusal(error) };
      throw error;
    }
  });
}

/** Reads one event, or several under `events`. Throws `Refusal` EVENTS_INVALID. */
function readEvents(body: Json): ReadEvents {
  const isMany = typeof body === 'object' && body !== null && Object.hasOwn(body, 'events');
  const { events, expect } = isMany ? check(StreamAppendMany, body, 'EVENTS_INVALID') : readOneEvent(body);
  return { events: events.map((event) => ({ ...event, data: JSON.stringify(event.data) })), expect };
}

function readOneEvent(body: Json) {
  const { expect, ...event } = check(StreamAppendOne, body, 'EVENTS_INVALID');
  return { events: [event], expect };
}

function readSubmissionBody(
  schema: typeof RunSubmission | typeof BatchItem,
  body: unknown,
): ReadSubmissionBody {
  const { input, ...submission } = check(schema, body, 'SUBMISSION_INVALID');
  return { submission, input: { text: JSON.stringify(input), canonical: canonicalJson(input) } };
}

const MAX_JUDGES = 50;
const judges = new Map<string, InputJudge>();

/** Returns the check for a schema. The latest ones are kept, because a large schema takes long to compile. */
function judgeOf(schema: string): InputJudge {
  const judge = judges.get(schema) ?? createInputJudge(JSON.parse(schema));
  judges.delete(schema);
  judges.set(schema, judge);
  const [oldest] = judges.keys();
  if (judges.size > MAX_JUDGES && oldest !== undefined) judges.delete(oldest);
  return judge;
}
