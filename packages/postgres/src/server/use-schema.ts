import type { ClientBase } from 'pg';

/**
 * Has a connection's statements mean this schema when they name none. It is said after connecting: among the options of
 * a connection it would have to stand beside those of the URL, and poolers refuse such options.
 */
export async function useSchema(client: ClientBase, schema: string): Promise<void> {
  await client.query(`SELECT set_config('search_path', $1, false)`, [schema]);
}
