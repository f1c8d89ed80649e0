/** Returns the address of the page of a workflow, of a version of it, and compared with another one. */
export function toWorkflowPath(
  name: string,
  { version, compare }: { readonly version?: string | undefined; readonly compare?: string | undefined } = {},
): string {
  const query = new URLSearchParams();
  if (version !== undefined) query.set('version', version);
  if (compare !== undefined) query.set('compare', compare);
  const text = query.toString();
  return `/workflows/${encodeURIComponent(name)}${text === '' ? '' : `?${text}`}`;
}
