/* One script for every page: copying, light or dark, and what Streamlit itself says, in French.
   Nothing here reads or sends data: it only touches the page that it stands in. */
(() => {
  if (window.vigiePage) return;
  window.vigiePage = true;
  document.documentElement.lang = "fr";
  document.querySelector("noscript")?.remove();

  /* Copying: any button with data-copy-text (a text) or data-copy-link (an address of the dashboard). */
  const live = document.createElement("div");
  live.setAttribute("aria-live", "polite");
  live.className = "unseen";
  document.body.append(live);
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      /* Without https, browsers refuse the clipboard but still obey this. */
      const area = document.createElement("textarea");
      area.value = text;
      area.style.position = "fixed";
      area.style.opacity = "0";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const copied = async (button) => {
    const { copyText, copyLink } = button.dataset;
    await copy(copyText ?? new URL(copyLink, document.baseURI.split("?")[0]).href);
    button.dataset.done = "oui";
    live.textContent = "";
    live.textContent = "Copié";
    setTimeout(() => delete button.dataset.done, 2500);
  };

  /* Light or dark: Streamlit keeps the choice under the path of the page, we keep it for all of them. */
  const CHOICE = "vigie-theme";
  const place = () => `stActiveTheme-${window.location.pathname}-v2`;
  const chosen = () => localStorage.getItem(CHOICE) ?? "System";
  const kept = () => JSON.parse(localStorage.getItem(place()) ?? '"System"');
  const apply = () => {
    if (kept() === chosen()) return;
    localStorage.setItem(place(), JSON.stringify(chosen()));
    window.location.reload();
  };
  const showChoice = () => {
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      const is = String(button.dataset.themeChoice === chosen());
      if (button.getAttribute("aria-pressed") !== is) button.setAttribute("aria-pressed", is);
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy-text], [data-copy-link], [data-theme-choice]");
    if (!button) return;
    if (button.dataset.themeChoice) {
      localStorage.setItem(CHOICE, button.dataset.themeChoice);
      showChoice();
      apply();
    } else copied(button);
  });

  /* Streamlit's own words. Ours stand in stHtml, and are never touched. */
  const WORDS = {
    "Skip to main content": "Aller au contenu",
    "Choose an option": "Choisissez",
    "Choose options": "Choisissez",
    "Select an option": "Choisissez",
    "No results": "Aucun résultat",
    "No options to select": "Rien à choisir",
    "No options to select.": "Rien à choisir.",
    "Clear value": "Effacer",
    "Clear all": "Tout effacer",
    "Clear": "Effacer",
    "Remove": "Retirer",
    "open": "ouvrir",
    "Open": "Ouvrir",
    "Close": "Fermer",
    "Dismiss": "Fermer",
    "file upload": "fichier",
    "visualization": "graphique",
    "Clear selection": "Effacer",
    "Deselect all": "Tout retirer",
    "Select all": "Tout choisir",
    "Today": "Aujourd’hui",
    "Try again": "Réessayer",
    "Make a copy": "Copier",
    "Error": "Erreur",
    "Error:": "Erreur :",
    "Files": "Fichiers",
    "Add files": "Ajouter un fichier",
    "Unknown error": "Erreur inconnue",
    "Network issue": "Réseau coupé",
    "Upload": "Choisir un fichier",
    "Upload file": "Choisir un fichier",
    "Browse files": "Choisir un fichier",
    "Drag and drop file here": "Déposez un fichier ici",
    "Drag and drop files here": "Déposez des fichiers ici",
    "Connection error": "Le serveur ne répond plus",
    "Connecting": "Connexion…",
    "CONNECTING": "Connexion…",
    "Connecting...": "Connexion…",
    "Running...": "Lecture…",
    "Running": "Lecture",
    "Please wait...": "Un instant…",
    "Loading...": "Chargement…",
    "Stop": "Arrêter",
    "Rerun": "Relire",
    "Page not found": "Cette page n’existe pas",
    "Fullscreen": "Plein écran",
    "View fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Exit fullscreen": "Quitter le plein écran",
    "Download as CSV": "Télécharger en CSV",
    "Search": "Chercher",
    "Show/hide columns": "Montrer ou cacher des colonnes",
    "empty": "vide",
    "Main menu": "Menu",
    "Settings": "Réglages",
    "Print": "Imprimer",
    "Copy to clipboard": "Copier",
    "Copied": "Copié",
    "Help": "Aide",
    "Press Enter to apply": "Entrée pour appliquer",
    "Press Enter to submit form": "Entrée pour envoyer",
    "Increment": "Plus",
    "Decrement": "Moins",
    "Previous": "Précédent",
    "Next": "Suivant",
    "Show password text": "Montrer le mot de passe",
    "Hide password text": "Cacher le mot de passe",
  };
  const UNITS = { B: "o", KB: "ko", MB: "Mo", GB: "Go" };
  const SIZE = "(\\d+)(?:\\.(\\d))? ?([KMG]?B)";
  /* « 10.0MB » → « 10 Mo », « 1.5KB » → « 1,5 ko ». */
  const size = (whole, part, unit) => `${whole}${part && part !== "0" ? `,${part}` : ""}\u00a0${UNITS[unit]}`;
  const PATTERNS = [
    [new RegExp(`^${SIZE}$`), (_, ...given) => size(...given)],
    [new RegExp(`^(.*), ${SIZE}$`), (_, name, ...given) => `${name}, ${size(...given)}`],
    [new RegExp(`^File must be ${SIZE} or smaller\\.?$`), (_, ...given) => `Fichier trop lourd : ${size(...given)} au plus.`],
    [/^(?:[a-z]+\/[\w.+-]+|) ?files are not allowed\.?$/, "Ce genre de fichier n’est pas lu."],
    [/^\w+ icon$/, ""],
    [/^This app has encountered an error\. .*$/,
     "Cette page n’a pas pu être montrée. Rechargez-la dans une minute ; si cela revient, prévenez qui tient l’installation."],
    [/^Help for (.*)$/, "Aide : $1"],
    [/^(\d+(?:\.\d+)?) ?MB per file(?: • (.*))?$/, "$1 Mo au plus par fichier"],
    [/^Limit (\d+(?:\.\d+)?) ?MB per file(?: • (.*))?$/, "$1 Mo au plus par fichier"],
    [/^Remove (.*)$/, "Retirer $1"],
    [/^(\d+) options? available\.?.*$/, "$1 choix."],
    [/^Download as (PNG|SVG|CSV)(?:: (.*))?$/, "Télécharger en $1 : $2"],
    [/^Copy Vega-Lite spec(?:: (.*))?$/, "Copier le dessin : $1"],
    [/^(?:View f|F)ullscreen: (.*)$/, "Plein écran : $1"],
    [/^(?:Title|Subtitle) text '([^]*)'$/, "$1"],
    [/^Clear (.*)$/, "Effacer $1"],
    [/^Open popover$/, "Ouvrir"],
    [/^Failed to (?:load|fetch).*$/, "Le fichier n’a pas pu être lu."],
    [/^File must be (.*) or smaller\.?$/, "Fichier trop lourd : $1 au plus."],
    [/^(.*) files are not allowed\.?$/, "Les fichiers $1 ne sont pas lus."],
    [/^Selected (.*?)\. (.*)$/, "$2 : $1"],
    [/^You can only select up to (\d+) options?.*$/, "$1 au plus"],
    [/^Is Streamlit still running\?.*$/, "Vigie est-elle encore lancée ? Relancez « vigie dashboard »."],
    [/^Streamlit server is not responding.*$/, "Vérifiez que Vigie tourne et que le réseau va, puis rechargez la page."],
    [/^If you accidentally stopped Streamlit.*$/, "Relancez Vigie avec :"],
    [/^(?:The page that you have requested does not seem to exist|You have requested page).*$/,
     "Rien n’est à cette adresse. Voici « Ce matin »."],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription"];
  /* Vega names its marks in English; the alternative text and the table say what they show. */
  const UNSAID = /^(?:group|rect|rule|text|symbol|line|area|arc|path|trail|shape|image) mark container$|^(?:sub)?title$|^(?:axis|legend|mark)$/;
  const spaced = (text) => text.replace(/ (?=[:;!?»%](?:\s|$))/g, "\u00a0").replace(/« /g, "«\u00a0");
  const say = (text) => {
    const bare = text.trim();
    if (!bare) return null;
    if (Object.hasOwn(WORDS, bare)) return text.replace(bare, spaced(WORDS[bare]));
    for (const [pattern, french] of PATTERNS) if (pattern.test(bare)) return spaced(bare.replace(pattern, french));
    return null;
  };
  const isOurs = (node) => node.parentElement?.closest('[data-testid="stHtml"], [data-testid="stVegaLiteChart"]');
  const translateText = (node) => {
    const french = say(node.data);
    if (french !== null && !isOurs(node)) node.data = french;
  };
  const translateAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const text = element.getAttribute?.(name);
      if (name === "aria-roledescription" && text && UNSAID.test(text)) {
        element.removeAttribute(name);
        continue;
      }
      const french = text ? say(text) : null;
      if (french !== null) element.setAttribute(name, french);
    }
  };
  const translate = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.matches('[data-testid="stHtml"]')) return;
    translateAttributes(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
      node.nodeType === Node.ELEMENT_NODE && node.matches('[data-testid="stHtml"]')
        ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    while (walker.nextNode()) {
      if (walker.currentNode.nodeType === Node.TEXT_NODE) translateText(walker.currentNode);
      else translateAttributes(walker.currentNode);
    }
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") translateAttributes(change.target);
      else if (change.type === "characterData") translateText(change.target);
      else change.addedNodes.forEach(translate);
    }
    showChoice();
    if (isSought) goToPart();
  });
  observer.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
  /* An address that ends with #… leads to that part, once Streamlit has drawn it. */
  const wanted = decodeURIComponent(window.location.hash.slice(1));
  let isSought = wanted !== "";
  const goToPart = () => {
    const part = document.getElementById(wanted) ?? document.querySelector(`.st-key-${CSS.escape(wanted)}`);
    if (!part) return;
    isSought = false;
    part.scrollIntoView();
    /* What stands above may still grow: charts are drawn late. */
    for (const wait of [400, 1200, 2500]) setTimeout(() => part.isConnected && part.scrollIntoView(), wait);
  };
  translate(document.body);
  apply();
  showChoice();
})();
