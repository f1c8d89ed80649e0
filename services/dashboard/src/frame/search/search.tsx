import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import './search.css';
import type { Suggestion } from './suggest.ts';
import { useSuggestions } from './use-suggestions.ts';

/** Finds runs, workflows, agents, schedules and dead letters by what one types. The key `/` leads to it. */
export function Search() {
  const { route } = useLocation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const suggestions = useSuggestions(text, isOpen);
  const isShown = isOpen && suggestions.length > 0;
  const chosen = Math.min(active, suggestions.length - 1);
  useSlash(() => input.current?.focus());
  const go = (to: Suggestion | undefined) => {
    if (to === undefined) return;
    setText('');
    setOpen(false);
    input.current?.blur();
    route(to.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps = new Map([
      ['ArrowDown', 1],
      ['ArrowUp', -1],
    ]);
    const step = steps.get(event.key);
    if (event.key === 'Escape') setOpen(false);
    if (step === undefined || !isShown) return;
    event.preventDefault();
    setActive((chosen + step + suggestions.length) % suggestions.length);
  };
  return (
    <search class="search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go(suggestions[chosen]);
        }}
      >
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Find anything"
          aria-expanded={isShown}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={isShown ? `${id}-${chosen}` : undefined}
          placeholder="Find: id, name, tag, key=value ( / )"
          autocomplete="off"
          spellcheck={false}
          maxLength={512}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        <button type="submit">Find</button>
      </form>
      <div id={id} class="suggestions" role="listbox" aria-label="Suggestions" hidden={!isShown}>
        {isShown &&
          suggestions.map((suggestion, at) => (
            <Option
              key={suggestion.href}
              id={`${id}-${at}`}
              suggestion={suggestion}
              isChosen={at === chosen}
              onChoose={() => go(suggestion)}
            />
          ))}
      </div>
    </search>
  );
}

function Option({
  id,
  suggestion: { kind, text },
  isChosen,
  onChoose,
}: {
  readonly id: string;
  readonly suggestion: Suggestion;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      // At a click the field would have lost the focus, and the list would be closed.
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <span class="faint">{kind}</span> <span>{text}</span>
    </div>
  );
}

/** Calls back at the key `/`, unless it is typed into a field or a dialog is open. */
function useSlash(act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      if (target instanceof Element && target.closest('input, textarea, select, dialog') !== null) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
