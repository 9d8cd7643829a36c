/* What all parts of the page use: names as they may be shown, requests, colours. */

/* Controls and marks that would turn a line around are made visible, as the report does. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;
const LONGEST = 400;

export function shown(text) {
  const characters = Array.from(text.replace(INVISIBLE, '\ufffd'));
  return characters.length <= LONGEST
    ? characters.join('')
    : characters.slice(0, 280).join('') + ' [\u2026 ' + characters.length + ' characters \u2026] ' + characters.slice(-60).join('');
}

/* @return the answer's JSON; fails with what the server says is wrong */
export async function asked(address, options) {
  const response = await fetch(address, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(answer.error || 'the console answered with status ' + response.status);
  }
  return answer;
}

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/* What somebody else has named: set apart, so that its direction is its own. */
export function named(text, className) {
  const made = element('bdi', className, shown(text));
  made.dir = 'auto';
  return made;
}

export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch (forbidden) {
    return null; /* then it holds for this visit only */
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch (forbidden) { /* as above */ }
}

/* Follows the system until somebody chooses. */
export function theme(button) {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = remembered('rlpips-theme');
  const show = () => {
    const dark = chosen ? chosen === 'dark' : system.matches;
    if (chosen) {
      root.dataset.theme = dark ? 'dark' : 'light';
    }
    button.setAttribute('aria-pressed', String(dark));
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    chosen = button.getAttribute('aria-pressed') === 'true' ? 'light' : 'dark';
    remember('rlpips-theme', chosen);
    show();
  });
  system.addEventListener('change', show);
  show();
}
