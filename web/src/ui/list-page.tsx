import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { t } from "../lib/i18n";
import { paths } from "../lib/paths";
import { titleWindow } from "../lib/window-title";
import { IconButton } from "./icon-button";
import styles from "./list-page.module.css";

/**
 * A screen that lists something: its title, the way back on a narrow screen, and what it lists. The
 * title takes the focus, because what led here may have folded away with it.
 */
export function ListPage(props: {
  title: string;
  /** What the window is called when it says more than the title. */
  windowTitle?: string;
  /** The title, for whoever brings the focus back to it. */
  heading?: RefObject<HTMLHeadingElement | null>;
  /** Something on the page takes the focus instead. */
  focusInside?: boolean;
  children: ReactNode;
}) {
  const { title, windowTitle = title } = props;
  const [, navigate] = useLocation();
  const own = useRef<HTMLHeadingElement>(null);
  const heading = props.heading ?? own;
  // As it was when the page was opened: what happens on it later moves no focus.
  const focusInside = useRef(props.focusInside === true);
  useEffect(() => {
    titleWindow(`${windowTitle} · Campfire`);
  }, [windowTitle]);
  useEffect(() => {
    if (!focusInside.current) heading.current?.focus();
  }, [heading]);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <span className={styles.back}>
          <IconButton
            icon="back"
            label={t("Back to the rooms")}
            onClick={() => navigate(paths.home())}
          />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
      </header>
      <div className={styles.body}>{props.children}</div>
    </div>
  );
}
