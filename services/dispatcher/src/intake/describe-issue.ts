import type { z } from 'zod';

/** Describes what a schema expected, in words that follow "expected". */
export function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return describeValues(issue);
    case 'invalid_type':
      return TYPES.get(issue.expected) ?? issue.expected;
    case 'too_big':
      return `${describeMeasure(issue.origin)}at most ${issue.maximum}`;
    case 'too_small':
      return `${describeMeasure(issue.origin)}at least ${issue.minimum}`;
    case 'invalid_format':
      return FORMATS.get(issue.format) ?? describePattern(issue);
    case 'invalid_key':
      return `a key that is ${issue.issues.map((of) => describeIssue(of)).join(', ')}`;
    case 'invalid_union':
      return describeUnion(issue.errors);
    default:
      return issue.message;
  }
}

/** Lists the values, unless there is a message of its own. */
function describeValues({ message, values }: z.core.$ZodIssueInvalidValue): string {
  if (!message.startsWith('Invalid')) return message;
  return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'an object'],
  ['record', 'an object'],
  ['null', 'null'],
]);

const FORMATS: ReadonlyMap<string, string> = new Map([['safeint', 'a whole number']]);

function describeMeasure(origin: string): string {
  if (origin === 'string') return 'a length of ';
  if (origin === 'array') return 'a number of elements of ';
  return '';
}

/** Shows the pattern itself, unless it has a message of its own. */
const describePattern = ({ message, pattern }: z.core.$ZodIssueInvalidStringFormat): string =>
  pattern !== undefined && message.startsWith('Invalid') ? `a text that matches ${pattern}` : message;

function describeUnion(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  const ways = errors.map((issues) => issues.map(describeIssue).join(' and '));
  return [...new Set(ways)].join(', or ');
}
