import { ATTRIBUTE_NAME_PATTERN, LIMITS, Refusal, type Violation } from '@ag06/contracts';
import { type AttributeCondition, type AttributeFilter, joinRanges, parseAttributeFilter } from '@ag06/store';

/**
 * Returns the filters of these conditions. Their number is limited, because each can become some hundred terms of an
 * index.
 *
 * Throws `Refusal` QUERY_INVALID.
 */
export function readAttributeFilters(conditions: readonly AttributeCondition[]): readonly AttributeFilter[] {
  const most = LIMITS.attributeConditions;
  if (conditions.length > most)
    refuse([{ path: 'attr', expected: `at most ${most} conditions`, got: `${conditions.length}` }]);
  const filters: AttributeFilter[] = [];
  const errors: Violation[] = [];
  for (const [name, text] of conditions) {
    const filter = readFilter(name, text);
    if (typeof filter === 'object') filters.push(filter);
    else errors.push({ path: `attr.${name.slice(0, 64)}`, expected: filter, got: text.slice(0, 100) });
  }
  if (errors.length > 0) refuse(errors);
  return joinRanges(filters);
}

/** The length of the longest operator. */
const OPERATOR_LENGTH = 'prefix:'.length;

/** Returns the filter, or the text of the expectation that the condition does not meet. */
function readFilter(name: string, text: string): AttributeFilter | string {
  if (!ATTRIBUTE_NAME_PATTERN.test(name)) return 'a name that begins with a letter, of letters, digits and _';
  if (text.length > LIMITS.attributeLength + OPERATOR_LENGTH)
    return `at most ${LIMITS.attributeLength} characters`;
  return parseAttributeFilter([name, text]);
}

function refuse(errors: readonly Violation[]): never {
  const message = `Not as expected: ${errors.map(({ path }) => path).join(', ')}.`;
  throw new Refusal(422, 'QUERY_INVALID', message, { errors });
}
