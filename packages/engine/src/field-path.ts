export type PathSegment = string | number;

const PLAIN_NAME = /^[A-Za-z_$][A-Za-z0-9_$-]*$/;

/** Formats `['steps', 'a', 'needs', 0]` as `steps.a.needs[0]`. Quotes names that would be ambiguous. */
export function formatPath(segments: readonly PathSegment[]): string {
  let path = '';
  for (const segment of segments) {
    if (typeof segment === 'number') path += `[${segment}]`;
    else if (!PLAIN_NAME.test(segment)) path += `[${JSON.stringify(segment.slice(0, 200))}]`;
    else path += path === '' ? segment : `.${segment}`;
  }
  return path;
}
