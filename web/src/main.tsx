import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { ErrorBoundary } from "./app/error-boundary";
import { tellErrors } from "./app/tell-errors";
import { followAppearance } from "./lib/appearance";
import { loadLanguage, numeral } from "./lib/i18n";
import { keepInstallOffer } from "./lib/install";
import { initials } from "./lib/text";
import "./styles/tokens.css";
import "./styles/base.css";

const root = document.getElementById("root");
if (root !== null) {
  tellErrors();
  followAppearance();
  keepInstallOffer();
  // English is here already; another language is one small file, and words must not change later.
  loadLanguage().then(() => {
    createRoot(root).render(
      <StrictMode>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </StrictMode>,
    );
    // A browser reads its tables of languages at their first use, for tens of milliseconds. Now the
    // page waits for the server anyway, and each is a task of its own.
    for (const use of [() => initials("A"), () => numeral(0)]) setTimeout(use);
  });
}
