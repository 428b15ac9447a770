import { useEffect, useRef } from "react";

/**
 * Files dropped anywhere on the page are meant for the room. Without this the browser would leave
 * the page and show the file.
 */
export function useDrop(onFiles: (() => void) | undefined): void {
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (event.type === "drop") latest.current?.();
    };
    document.addEventListener("dragover", onDrag);
    document.addEventListener("drop", onDrag);
    return () => {
      document.removeEventListener("dragover", onDrag);
      document.removeEventListener("drop", onDrag);
    };
  }, []);
}
