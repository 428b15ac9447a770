// Before the modules, in every browser, however old: plain ES5, classic and in a file of its own,
// because the policy of the server allows no inline script. A browser that lacks something of these
// goes to a page without any script that says so, and Campfire gets no place to draw in.
(function () {
  var isNew =
    "noModule" in HTMLScriptElement.prototype &&
    "toSorted" in Array.prototype &&
    "popover" in HTMLElement.prototype &&
    typeof Intl === "object" &&
    "Segmenter" in Intl &&
    typeof CSS === "object" &&
    CSS.supports("selector(:dir(rtl))") &&
    CSS.supports("selector(:has(a))");
  if (isNew) return;
  document.getElementById("root").id = "";
  location.replace("/old-browser.html");
})();
