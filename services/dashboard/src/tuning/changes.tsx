import type { TuningChangedView } from '@ag06/client';
import { Table } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { toChangeText } from './to-change-text.ts';
import './tuning.css';

/** What people have changed, with their reasons. */
export function Changes({ changes }: { readonly changes: readonly TuningChangedView[] }) {
  return (
    <>
      <h2>By people</h2>
      {changes.length === 0 ? (
        <p>Nobody has decided anything about it lately.</p>
      ) : (
        <Table label="Changes by people" columns={['When', 'What', 'Why']}>
          {changes.map((change, at) => (
            <tr key={`${change.at}${at}`}>
              <td>
                <When at={change.at} />
                <br />
                <span class="faint">{change.by}</span>
              </td>
              <td class="told">{toChangeText(change)}</td>
              <td class="told">{change.reason}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
