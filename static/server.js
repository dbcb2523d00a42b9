// What comes between the reader and the server, in the page's language: Streamlit's own words for it are
// English only, and say what its programmers would do.

const SILENCE = 2500;                  // ms without the server before the reader is told
const APP = '[data-testid="stApp"]', STATE = 'data-test-connection-state';

let away = null, bar = null;

// The server does not answer: what is on the page stays, and can be looked at.
const lost = text => {
  if (bar) return;
  bar = document.createElement('p');
  bar.className = 'atlas-away';
  bar.setAttribute('role', 'status');
  bar.textContent = text('map.server_away');
  document.body.append(bar);
};

const connected = (app, text) => {
  const there = app.getAttribute(STATE) === 'CONNECTED';
  document.body.classList.toggle('server-away', !there);
  if (there) {
    clearTimeout(away);
    bar?.remove();
    away = bar = null;
  } else away ??= setTimeout(lost, SILENCE, text);
};

// Streamlit's own dialog makes the page behind it deaf: it is closed as soon as it is there.
const close = () => {
  if (document.body.classList.contains('server-away')) document.querySelector('body > .stDialog [aria-label="Close"]')?.click();
};

const say = (node, words) => { if (node.textContent !== words) node.textContent = words; };
const name = (node, words) => { if (node.getAttribute('aria-label') !== words) node.setAttribute('aria-label', words); };

// Put our words in the place of Streamlit's, where there are any.
const translate = text => {
  for (const box of document.querySelectorAll('.stException')) {
    if (box.firstElementChild?.className === 'atlas-problem') continue;
    const told = document.createElement('p');
    told.className = 'atlas-problem';
    told.setAttribute('role', 'alert');
    told.textContent = text('map.page_failed');
    box.prepend(told);
  }
  for (const chip of document.querySelectorAll('.stFileChip')) {
    const file = chip.querySelector('.stFileChipName')?.textContent ?? '';
    const alert = chip.querySelector('[role=alert]'), button = chip.querySelector('[data-testid="stFileChipDeleteBtn"] button');
    if (button) name(button, text('map.upload_remove').replace('{file}', file));
    if (!alert || alert.dataset.told) continue;
    alert.dataset.told = alert.textContent;
    const large = /smaller|413/.test(alert.textContent);
    say(alert, text(large ? 'map.upload_large' : 'map.upload_failed').replace('{size}', /[\d.]+ ?[KMGT]B/.exec(alert.textContent)?.[0] ?? '200 MB'));
  }
  for (const button of document.querySelectorAll('[data-testid="stFileUploaderDropzone"] button[aria-label="Add files"]')) name(button, text('map.upload_more'));
};

/** Tell the reader in the page's language what Streamlit would tell in its own. */
export const watchServer = text => {
  const app = document.querySelector(APP);
  if (!app) { requestAnimationFrame(() => watchServer(text)); return; }
  new MutationObserver(() => connected(app, text)).observe(app, {attributeFilter: [STATE]});
  let due = false;
  const look = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; translate(text); });
  };
  new MutationObserver(look).observe(app, {childList: true, subtree: true});
  new MutationObserver(close).observe(document.body, {childList: true});
  look();
};
