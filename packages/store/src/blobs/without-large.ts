import { type Grant, isLargeText } from '@ag06/protocol';

/**
 * Moves references to large values from the values of grants to their unread fields. Every store calls it on the grants and
 * evaluations of its answers, as it reads them.
 */
export const withoutLarge = (grants: readonly Grant[]): readonly Grant[] =>
  grants.some(hasReference) ? grants.map(toUnread) : grants;

function hasReference({ values }: Grant): boolean {
  for (const text of values.values()) if (isLargeText(text)) return true;
  return false;
}

function toUnread(grant: Grant): Grant {
  const large = [...grant.values].filter(([, text]) => isLargeText(text)).map(([field]) => field);
  if (large.length === 0) return grant;
  const values = new Map([...grant.values].filter(([, text]) => !isLargeText(text)));
  return { ...grant, values, unread: [...(grant.unread ?? []), ...large] };
}
