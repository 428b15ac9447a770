import { useId } from "react";
import { t } from "../../lib/i18n";
import {
  LIST_SHORTCUTS,
  MESSAGE_SHORTCUTS,
  SHORTCUTS,
  WRITING_SHORTCUTS,
} from "../../lib/shortcuts";
import { Dialog } from "../../ui/dialog";
import { useSettings } from "../../ui/use-settings";
import { keyWords } from "./key-words";
import styles from "./shortcuts-sheet.module.css";

/** All keys in words. The tables say what is bound; what is bound and not here does not compile. */
export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const { enter } = useSettings();
  const swapped = { ...WRITING_SHORTCUTS, send: "Control+Enter", newLine: "Enter Shift+Enter" };
  return (
    <Dialog title={t("Keyboard shortcuts")} onClose={onClose}>
      <Part title={t("Everywhere")} keys={SHORTCUTS} words={everywhere()} />
      <Part
        title={t("While writing")}
        keys={enter === "send" ? WRITING_SHORTCUTS : swapped}
        words={writing()}
      />
      <Part title={t("Among the messages")} keys={LIST_SHORTCUTS} words={list()} />
      <Part title={t("With the focused message")} keys={MESSAGE_SHORTCUTS} words={messages()} />
    </Dialog>
  );
}

function Part<Name extends string>(props: {
  title: string;
  keys: Readonly<Record<Name, string>>;
  words: Readonly<Record<Name, string>>;
}) {
  const { keys, words } = props;
  const id = useId();
  const names = Object.keys(words) as Name[];
  return (
    <section className={styles.part} aria-labelledby={id}>
      <h3 id={id}>{props.title}</h3>
      <dl className={styles.keys}>
        {names.map((name) => (
          <div key={name} className={styles.line}>
            <dt>{words[name]}</dt>
            <dd>
              {keyWords(keys[name]).map((key) => (
                <kbd key={key} dir="ltr">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function everywhere(): Record<keyof typeof SHORTCUTS, string> {
  return {
    switcher: t("Go to a room, a person or a command"),
    nextUnread: t("Read the next room with something unread"),
    nextUnreadRoom: t("Next unread room"),
    previousUnread: t("Previous unread room"),
    nextRoom: t("Next room"),
    previousRoom: t("Previous room"),
    markAllRead: t("Mark all as read"),
    nextPart: t("Next part of the screen"),
    previousPart: t("Previous part of the screen"),
    search: t("Search messages"),
    searchHere: t("Search this room"),
    shortcuts: t("Keyboard shortcuts"),
  };
}

function writing(): Record<keyof typeof WRITING_SHORTCUTS, string> {
  return {
    send: t("Send message"),
    newLine: t("New line"),
    editLast: t("Edit your last message"),
  };
}

function list(): Record<keyof typeof LIST_SHORTCUTS, string> {
  return {
    nextMessage: t("Next message"),
    previousMessage: t("Previous message"),
    firstMessage: t("First message"),
    lastMessage: t("Last message"),
    markRead: t("Close what is open, stop editing, or mark the room as read"),
  };
}

function messages(): Record<keyof typeof MESSAGE_SHORTCUTS, string> {
  return {
    reply: t("Reply to message"),
    edit: t("Edit message"),
    boost: t("Boost message"),
    link: t("Copy link"),
    unread: t("Mark unread from here"),
  };
}
