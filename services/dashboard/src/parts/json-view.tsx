import { useState } from 'preact/hooks';
import './json-view.css';
import { toLeaf, toMembers, toPreview } from './to-members.ts';

const MEMBERS_MAX = 100;
const TEXT_MAX = 2_000;

/** A JSON value of any size. Its lists and objects unfold; nothing of it is shown before that. */
export function JsonView({ value, isOpen = false }: { readonly value: unknown; readonly isOpen?: boolean }) {
  return (
    <div class="json">
      <Value value={value} isOpen={isOpen} />
    </div>
  );
}

function Value({ value, isOpen = false }: { readonly value: unknown; readonly isOpen?: boolean }) {
  const [most, setMost] = useState(MEMBERS_MAX);
  const [isUnfolded, setUnfolded] = useState(isOpen);
  const members = toMembers(value, isUnfolded ? most : 0);
  if (members === undefined) return <Leaf value={value} />;
  return (
    <details open={isUnfolded} onToggle={(event) => setUnfolded(event.currentTarget.open)}>
      <summary>{toPreview(value)}</summary>
      {isUnfolded && (
        <ul>
          {members.entries.map(([name, member]) => (
            <li key={name}>
              <b>{name}</b>: <Value value={member} />
            </li>
          ))}
          {members.left > 0 && (
            <li>
              <button type="button" onClick={() => setMost(most + MEMBERS_MAX)}>
                Show more ({members.left} left)
              </button>
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

function Leaf({ value }: { readonly value: unknown }) {
  const [isWhole, setWhole] = useState(false);
  const isLong = typeof value === 'string' && value.length > TEXT_MAX;
  return (
    <>
      <span>{toLeaf(value, isWhole ? Number.POSITIVE_INFINITY : TEXT_MAX)}</span>
      {isLong && !isWhole && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {value.length} characters
        </button>
      )}
    </>
  );
}
