// Before the first picture: the colours that this browser was told, or asks for. Classic and on its
// own because the policy of the server allows no inline script, and a module would come too late.
// src/lib/appearance.ts does the same again whenever they change.
(() => {
  let wish = {};
  try {
    wish = JSON.parse(localStorage.getItem("campfire.settings")) || wish;
  } catch {
    // Nothing kept, or nothing that can be read: the system's wish.
  }
  const page = document.documentElement.dataset;
  if (wish.theme === "light" || wish.theme === "dark") page.theme = wish.theme;
  const more = matchMedia("(prefers-contrast: more)").matches;
  if (wish.contrast === true || more) page.contrast = "more";
})();
