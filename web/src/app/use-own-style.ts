import { useEffect } from "react";
import { useClient } from "../live/live-provider";

/**
 * The account's own style sheet, behind all of ours, for as long as there is one. Who opened the page
 * with `?css=off` sees it without: the way out for a style that hides everything.
 */
export function useOwnStyle(): void {
  const href = useClient((state) => state.settings.custom_css_url);
  useEffect(() => {
    if (href === null || OFF) return;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    // At the end of the page, so that it stands behind what parts of ours bring later.
    document.body.append(link);
    return () => link.remove();
  }, [href]);
}

/** As the page was opened: going through the rooms changes the address. */
const OFF = new URLSearchParams(location.search).get("css") === "off";
