import { Avatar } from "../../ui/avatar";
import styles from "./mention-list.module.css";
import type { Mentionable } from "./use-mention-list";

/** The people whom the letters behind an `@` may mean; the field keeps the focus. */
export function MentionList(props: {
  id: string;
  people: readonly Mentionable[];
  at: number;
  option: (index: number) => string;
  choose: (person: Mentionable) => void;
}) {
  const { people } = props;
  return (
    <>
      {people.length === 0 ? null : (
        <div id={props.id} className={styles.list} role="listbox" aria-label="People to mention">
          {people.map((person, index) => (
            <div
              key={person.id}
              id={props.option(index)}
              className={styles.person}
              role="option"
              tabIndex={-1}
              aria-selected={index === props.at}
              // The press must not take the focus from the field.
              onMouseDown={(event) => {
                event.preventDefault();
                props.choose(person);
              }}
            >
              <Avatar id={person.id} name={person.name} size="small" />
              <span className={styles.name}>{person.name}</span>
              <span className={styles.handle}>@{person.handle}</span>
            </div>
          ))}
        </div>
      )}
      <span className="visually-hidden" role="status">
        {people.length === 0 ? "" : `${people.length} to mention, choose by arrows and Enter`}
      </span>
    </>
  );
}
