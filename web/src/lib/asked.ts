const asked = new URLSearchParams(location.search).get("open");
let told = false;

/** The dialog that a shortcut of the installed client asks for; it is told once. */
export function takeAsked(): "room" | "profile" | null {
  if (told || (asked !== "room" && asked !== "profile")) return null;
  told = true;
  return asked;
}
