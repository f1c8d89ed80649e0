import { openServerDatabase } from '@ag06/postgres';
import { termsOfAttributes } from '@ag06/store';
import { metaOf } from './runs.ts';

const AT_ONCE = 20_000;

/** Writes so many runs as they are kept, without what a commit of each would cost. */
export async function fillPostgres(url: string, count: number): Promise<void> {
  const database = await openServerDatabase({ url, onError: () => {} });
  try {
    for (let from = 0; from < count; from += AT_ONCE) {
      const runs = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => {
        const meta = metaOf(from + i);

        return { n: from + i, meta: JSON.stringify(meta), terms: termsOfAttributes(meta.attributes) };
      });
      await database.query(INSERT, [JSON.stringify(runs)]);
    }
    await database.query('VACUUM ANALYZE');
  } finally {
    await database.close();
  }
}

const INSERT = `
  WITH given AS (
    SELECT 'r0-' || lpad(n::text, 21, '0') AS run_id, n, meta, terms
    FROM jsonb_to_recordset($1::jsonb) AS r (n bigint, meta text, terms jsonb)
  ), runs AS (
    INSERT INTO ag06.runs SELECT run_id, 'default', 'bench', 'c', 'running', 0, 0, n, n, NULL, '' FROM given
  ), data AS (
    INSERT INTO ag06.run_data SELECT run_id, meta, 'null' FROM given
  )
  INSERT INTO ag06.run_attributes
  SELECT 'default', term, n, run_id FROM given, jsonb_array_elements_text(terms) AS term`;
