export async function readSession({
  headers,
}: Request): Promise<{ id: string; company: string } | undefined> {
  const id = headers.get('x-user');
  return id === null ? undefined : { id, company: 'acme' };
}
