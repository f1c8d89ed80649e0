import { LIMITS, NAME_PATTERN } from '@ag06/contracts';
import type { ApprovalCard } from '@ag06/protocol';
import { needObject, refuseUnknownFields, type ViolationList } from '../../compile/definition-fields.ts';
import { readTimeoutMs } from '../../compile/read-policies.ts';
import type { PathSegment } from '../../field-path.ts';
import { type JsonObject, readOwn } from '../../json-value.ts';
import { createInputJudge } from '../../schema/compile-input-schema.ts';
import type { InputJudge } from '../../schema/input-judgement.ts';
import { compileTemplate } from '../../template/compile-template.ts';
import type { StepSource } from '../step-source.ts';
import type { ApproveStep } from './approve-step.ts';

const FIELDS = ['signal', 'ask', 'choices'] as const;
const DEFAULT_CHOICES: readonly string[] = Object.freeze(['approve', 'reject']);
const NAME_EXPECTED = "a signal's name: lower-case letters, digits, . _ -, at most 128 long";
const ASK_EXPECTED = `what is asked: a text of 1 to ${LIMITS.askLength} characters`;
const CHOICES_EXPECTED = `a list of 1 to ${LIMITS.choices} different texts of 1 to ${LIMITS.choiceLength} characters`;

type Read = Pick<ApproveStep, 'opens' | 'signal' | 'choices' | 'park' | 'ask' | 'judgePayload'>;

/** What a step asks, which answers it offers, and how long it waits. Undefined if it has no name or asks nothing. */
export function readApprove(source: StepSource, violations: ViolationList): Read | undefined {
  const { body, path, names } = source;
  const timeoutMs = readTimeoutMs(readOwn(body, 'timeout'), [...path, 'timeout'], violations);
  const at = [...path, 'approve'];
  const object = needObject(readOwn(body, 'approve'), at, violations);
  if (object === undefined) return undefined;
  refuseUnknownFields(object, FIELDS, at, violations);
  const signal = readSignalName(object, at, violations);
  const choices = readChoices(object, at, violations);
  const written = readAsk(object, at, violations);
  const template =
    written === undefined ? undefined : compileTemplate(written, [...at, 'ask'], { names, violations });
  if (signal === undefined || written === undefined || template === undefined) return undefined;
  const reason = `signal:${signal}`;
  const until = timeoutMs === undefined ? undefined : { afterMs: timeoutMs };
  const isConstant = !written.includes('$');
  const card = isConstant ? { card: toCard({ ask: written, choices }) } : {};
  return {
    opens: isConstant ? 'park' : 'evaluate',
    signal,
    choices,
    park: Object.freeze({ reason, until, ...card }),
    ask: { written, template },
    judgePayload: createAnswerJudge(choices),
  };
}

/** As stores keep it. */
export const toCard = (card: ApprovalCard): string => JSON.stringify(card);

function readSignalName(
  object: JsonObject,
  at: readonly PathSegment[],
  violations: ViolationList,
): string | undefined {
  const signal = readOwn(object, 'signal');
  if (typeof signal === 'string' && NAME_PATTERN.test(signal)) return signal;
  violations.add([...at, 'signal'], NAME_EXPECTED, signal);
  return undefined;
}

function readAsk(
  object: JsonObject,
  at: readonly PathSegment[],
  violations: ViolationList,
): string | undefined {
  const ask = readOwn(object, 'ask');
  if (typeof ask === 'string' && ask.length > 0 && ask.length <= LIMITS.askLength) return ask;
  violations.add([...at, 'ask'], ASK_EXPECTED, ask);
  return undefined;
}

function readChoices(
  object: JsonObject,
  at: readonly PathSegment[],
  violations: ViolationList,
): readonly string[] {
  const choices = readOwn(object, 'choices');
  if (choices === undefined) return DEFAULT_CHOICES;
  const texts = Array.isArray(choices) ? choices.filter((choice) => typeof choice === 'string') : [];
  const isSound =
    Array.isArray(choices) &&
    texts.length === choices.length &&
    texts.length > 0 &&
    texts.length <= LIMITS.choices &&
    new Set(texts).size === texts.length &&
    texts.every((text) => text.length > 0 && text.length <= LIMITS.choiceLength);
  if (!isSound) violations.add([...at, 'choices'], CHOICES_EXPECTED, choices);
  return Object.freeze(isSound ? texts : [...DEFAULT_CHOICES]);
}

/** Tells mistakes of an answer where they are: `choice` or `comment`. */
function createAnswerJudge(choices: readonly string[]): InputJudge {
  const judge = createInputJudge({
    type: 'object',
    required: ['choice'],
    additionalProperties: false,
    properties: {
      choice: { enum: [...choices] },
      comment: { type: 'string', maxLength: LIMITS.commentLength },
    },
  });
  return (payload) => {
    const { errors, errorCount } = judge(payload);
    return {
      errors: errors.map((error) => ({ ...error, path: error.path.replace(/^input/, 'payload') })),
      errorCount,
    };
  };
}
