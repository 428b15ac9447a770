import type { Message } from "../../api/types";
import { t } from "../../lib/i18n";
import { MESSAGE_SHORTCUTS } from "../../lib/shortcuts";
import { IconButton } from "../../ui/icon-button";
import styles from "./message-tools.module.css";
import type { MessageActions } from "./use-message-actions";
import { useTools } from "./use-tools";

/** Boosts that are one press away; the others are in the dialog. */
const QUICK = ["👍", "❤️", "😂"] as const;

/** What I may do with a message. `data-action` names each for the keyboard map. */
export function MessageTools(props: {
  message: Message;
  author: string;
  mayChange: boolean;
  mayMarkUnread: boolean;
  tab: 0 | -1;
  actions: MessageActions;
}) {
  const { message, mayChange, actions, tab: tabIndex } = props;
  const tools = useTools(message, actions);
  return (
    <div className={styles.tools}>
      {QUICK.map((content) => (
        <button
          key={content}
          type="button"
          className={styles.quick}
          tabIndex={tabIndex}
          aria-label={t("Boost with {content}", { content })}
          title={t("Boost with {content}", { content })}
          onClick={() => tools.boost(content)}
        >
          {content}
        </button>
      ))}
      <IconButton
        icon="flame"
        label={t("Boost message")}
        data-action="boost"
        aria-keyshortcuts={MESSAGE_SHORTCUTS.boost}
        tabIndex={tabIndex}
        onClick={() => actions.ask("boost", message)}
      />
      <IconButton
        icon="reply"
        label={t("Reply to message")}
        data-action="reply"
        aria-keyshortcuts={MESSAGE_SHORTCUTS.reply}
        tabIndex={tabIndex}
        onClick={() => actions.reply(message, props.author)}
      />
      <IconButton
        icon="bookmark"
        label={t("Keep as bookmark")}
        data-action="keep"
        tabIndex={tabIndex}
        onClick={tools.keep}
      />
      <IconButton
        icon={tools.copied ? "check" : "link"}
        label={tools.copied ? t("Link copied") : t("Copy link")}
        data-action="link"
        aria-keyshortcuts={MESSAGE_SHORTCUTS.link}
        aria-pressed={tools.copied}
        tabIndex={tabIndex}
        onClick={tools.copy}
      />
      {props.mayMarkUnread ? (
        <IconButton
          icon="unread"
          label={t("Mark unread from here")}
          data-action="unread"
          aria-keyshortcuts={MESSAGE_SHORTCUTS.unread}
          tabIndex={tabIndex}
          onClick={tools.markUnread}
        />
      ) : null}
      {mayChange ? (
        <IconButton
          icon="pencil"
          label={t("Edit message")}
          data-action="edit"
          aria-keyshortcuts={MESSAGE_SHORTCUTS.edit}
          tabIndex={tabIndex}
          onClick={() => actions.edit(message.id)}
        />
      ) : null}
      {mayChange ? (
        <IconButton
          icon="bin"
          label={t("Delete message")}
          data-action="delete"
          tabIndex={tabIndex}
          onClick={() => actions.ask("delete", message)}
        />
      ) : null}
    </div>
  );
}
