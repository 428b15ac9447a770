import { useEffect, useState } from "react";

/** Typing rests this long before the server is asked, in ms. */
const REST_MS = 300;

/** A text as it was when typing last came to rest. */
export function useRest(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
