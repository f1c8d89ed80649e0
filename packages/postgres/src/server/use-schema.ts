import type { ClientBase } from 'pg';

/**
 * Sets the default schema of a connection. It does so by a statement, because as a connection option it would collide
 * with the options of the URL, and poolers refuse such options.
 */
export async function useSchema(client: ClientBase, schema: string): Promise<void> {
  await client.query(`SELECT set_config('search_path', $1, false)`, [schema]);
}
