import { type KeyboardEvent, type SyntheticEvent, useEffect, useId, useRef, useState } from "react";
import { mentionAt, type Typed } from "./mention-at";

/** Someone who may be mentioned. */
export interface Mentionable {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
}

/** Typing rests this long before people are looked for, in ms (product page, 2.2). */
const REST_MS = 300;
/** As many as fit above a composer on a phone. */
const SHOWN_MAX = 6;

/** Completes `@` and a few letters to a handle of somebody in the room. */
export function useMentionList(props: {
  text: string;
  onText: (text: string) => void;
  /** Looks for people of the room. */
  find: ((query: string) => Promise<readonly Mentionable[]>) | undefined;
}) {
  const { text, onText, find } = props;
  const id = useId();
  const field = useRef<HTMLTextAreaElement | null>(null);
  const [typed, setTyped] = useState<Typed | null>(null);
  const [found, setFound] = useState<readonly Mentionable[]>([]);
  const [at, setAt] = useState(0);
  const query = typed?.query ?? null;
  useEffect(() => {
    if (query === null || find === undefined) return setFound([]);
    let wanted = true;
    const timer = setTimeout(() => {
      find(query).then(
        (people) => {
          if (!wanted) return;
          setFound(people.slice(0, SHOWN_MAX));
          setAt(0);
        },
        () => wanted && setFound([]),
      );
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [find, query]);

  const open = typed !== null && found.length > 0;
  const close = () => {
    setTyped(null);
    setFound([]);
  };
  const choose = (person: Mentionable) => {
    if (typed === null) return;
    const before = `${text.slice(0, typed.start)}@${person.handle} `;
    const end = typed.start + 1 + typed.query.length;
    onText(before + text.slice(end).replace(/^ /u, ""));
    close();
    // The field gets its new text first.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(before.length, before.length);
    });
  };
  /** Whether the key was for the list. */
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (!open) return false;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const person = found[at];
    if (step !== 0) setAt((at + step + found.length) % found.length);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && person && !event.shiftKey) {
      choose(person);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const look = (event: SyntheticEvent<HTMLTextAreaElement>) => {
    field.current = event.currentTarget;
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    const next = selectionStart === selectionEnd ? mentionAt(value, selectionStart) : null;
    setTyped((held) => (held?.start === next?.start && held?.query === next?.query ? held : next));
  };
  const option = (index: number) => `${id}-${index}`;
  return {
    list: { id, people: open ? found : [], at, option, choose },
    onKeyDown,
    onBlur: close,
    look,
    /** How the field is tied to the list for who cannot see it. */
    aria: {
      "aria-autocomplete": "list",
      "aria-controls": open ? id : undefined,
      "aria-activedescendant": open ? option(at) : undefined,
    },
  } as const;
}
