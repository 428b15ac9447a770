import { EmojiPicker, type EmojiPickerListComponents } from "frimousse";
import { t } from "../../lib/i18n";
import { emojiData } from "./emoji-data";
import styles from "./emoji-picker.module.css";

/** As many emoji as fit beside each other on a narrow phone. */
const COLUMNS = 8;

/** All emoji in groups, with a search by their names. */
export function EmojiGrid({ onPick }: { onPick: (emoji: string) => void }) {
  return (
    <EmojiPicker.Root
      className={styles.root}
      columns={COLUMNS}
      // Of our own server; the library would ask a network of others.
      resolveEmojiData={async () => (await emojiData()).data}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
    >
      <EmojiPicker.Search
        className={styles.search}
        aria-label={t("Search emoji")}
        placeholder={t("Search emoji")}
        autoFocus
      />
      <EmojiPicker.Viewport className={styles.viewport} tabIndex={0}>
        <EmojiPicker.Loading className={styles.empty}>{t("One moment")}</EmojiPicker.Loading>
        <EmojiPicker.Empty className={styles.empty}>
          {t("No emoji has this name.")}
        </EmojiPicker.Empty>
        <EmojiPicker.List className={styles.list} components={PARTS} />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  );
}

/** The groups of Unicode, by their keys in the data. */
const GROUPS: Record<string, () => string> = {
  "smileys-emotion": () => t("Smileys and emotion"),
  "people-body": () => t("People and body"),
  "animals-nature": () => t("Animals and nature"),
  "food-drink": () => t("Food and drink"),
  "travel-places": () => t("Travel and places"),
  activities: () => t("Activities"),
  objects: () => t("Objects"),
  symbols: () => t("Symbols"),
  flags: () => t("Flags"),
};

const PARTS: EmojiPickerListComponents = {
  CategoryHeader: ({ category, ...rest }) => (
    <div {...rest} className={styles.category}>
      {GROUPS[category.label]?.() ?? category.label}
    </div>
  ),
  // The library counts rows and columns from 0, ARIA from 1.
  Row: ({ children, ...rest }) => (
    <div {...fromOne(rest)} className={styles.row}>
      {children}
    </div>
  ),
  Emoji: ({ emoji, ...rest }) => (
    <button {...fromOne(rest)} type="button" className={styles.emoji} aria-label={emoji.label}>
      {emoji.emoji}
    </button>
  ),
};

type Place = { "aria-rowindex"?: number | undefined; "aria-colindex"?: number | undefined };

function fromOne<Props extends Place>(props: Props): Props {
  const { "aria-rowindex": row, "aria-colindex": column } = props;
  const place: Place = {};
  if (row !== undefined) place["aria-rowindex"] = row + 1;
  if (column !== undefined) place["aria-colindex"] = column + 1;
  return { ...props, ...place };
}
