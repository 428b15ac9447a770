/** A part of the list of rooms that can be folded. */
export type Section = "favourites" | "rooms" | "directs" | "hidden";

const KEY = "campfire.folded.";

/** Whether a part was left folded on this device; what is hidden is folded until it is opened. */
export function isFolded(section: Section): boolean {
  const otherwise = section === "hidden";
  try {
    const kept = localStorage.getItem(KEY + section);
    return kept === null ? otherwise : kept === "yes";
  } catch {
    return otherwise;
  }
}

/** Remembers it; a browser that keeps nothing loses only the convenience. */
export function keepFolded(section: Section, folded: boolean): void {
  try {
    localStorage.setItem(KEY + section, folded ? "yes" : "no");
  } catch {
    // Storage is refused or full.
  }
}
