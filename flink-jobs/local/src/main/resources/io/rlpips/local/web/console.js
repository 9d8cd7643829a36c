import * as alerts from './alerts.js';
import { asked, element, named, shown, theme } from './page.js';

const OUTCOMES = ['MATCHED', 'CLEAR', 'EXCLUDED', 'INDETERMINATE', 'REJECTED'];
const number = new Intl.NumberFormat();

let openedAt = null;
let version = 0;
let fetching = false;
let again = false;

theme(document.getElementById('theme'));
alerts.start();
follow();
document.getElementById('lookup').addEventListener('submit', lookUp);

function follow() {
  const events = new EventSource('/events');
  events.addEventListener('figures', event => figures(JSON.parse(event.data)));
  events.addEventListener('alerts', event => {
    if (Number(event.data) > version) {
      refresh();
    } else if (version === 0) {
      alerts.take({ alerts: [], total: 0, unread: false });
    }
  });
  events.addEventListener('error', () => state('trouble', 'no connection to the console, trying again'));
}

function state(name, text) {
  const line = document.getElementById('state');
  if (line.dataset.state !== name || line.textContent !== text) {
    line.dataset.state = name;
    line.textContent = text;
  }
}

function figures(now) {
  if (openedAt !== null && openedAt !== now.openedAtMillis) {
    location.reload(); /* another console, which counts anew */
    return;
  }
  openedAt = now.openedAtMillis;
  state(now.trouble ? 'trouble' : 'live', now.trouble ? 'the stream is read no more: ' + now.trouble : 'live');
  text('uploads-per-second', now.uploadsPerSecond < 10 ? now.uploadsPerSecond.toFixed(1) : number.format(Math.round(now.uploadsPerSecond)));
  text('undecided', number.format(now.undecided));
  OUTCOMES.forEach(outcome => text(outcome, number.format(now.decisions[outcome] || 0)));
  text('lookups', number.format(now.lookups));
  const since = document.getElementById('since');
  since.dateTime = new Date(now.openedAtMillis).toISOString();
  since.textContent = new Date(now.openedAtMillis).toLocaleString();
  text('unreadable', now.unreadable ? '; ' + now.unreadable + ' records could not be read' : '');
  rejects(now.rejects);
}

function text(id, value) {
  const place = document.getElementById(id);
  if (place.textContent !== value) {
    place.textContent = value;
  }
}

function rejects(counts) {
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  const most = Math.max(1, ...rows.map(row => row[1]));
  const table = document.getElementById('rejects');
  table.hidden = rows.length === 0;
  document.getElementById('no-rejects').hidden = rows.length > 0;
  table.tBodies[0].replaceChildren(...rows.map(([category, records]) => {
    const row = element('tr');
    const head = element('th');
    head.scope = 'row';
    head.append(element('code', '', category));
    const bar = element('div', 'bar');
    bar.append(element('i'));
    bar.firstChild.style.width = 100 * records / most + '%';
    const graph = element('td');
    graph.append(bar);
    row.append(head, element('td', 'n', number.format(records)), graph);
    return row;
  }));
}

/* One request at a time; what changes meanwhile is asked for after it. */
async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    do {
      again = false;
      const changes = await asked('/alerts?since=' + version);
      version = changes.version;
      alerts.take(changes);
    } while (again);
  } catch (failure) {
    state('trouble', failure.message);
  } finally {
    fetching = false;
  }
}

async function lookUp(event) {
  event.preventDefault();
  const file = document.getElementById('lookup-file').files[0];
  const answer = document.getElementById('lookup-answer');
  const button = event.target.querySelector('button');
  const parameters = new URLSearchParams({
    name: file.name.slice(-200),
    bank: document.getElementById('lookup-bank').value,
    tenant: document.getElementById('lookup-tenant').value,
  });
  button.disabled = true;
  answer.replaceChildren('asking \u2026');
  try {
    tell(answer, await asked('/lookup?' + parameters, { method: 'POST', body: file }));
  } catch (failure) {
    answer.replaceChildren(element('span', 'tag bad', 'not answered'), ' ' + failure.message);
  } finally {
    button.disabled = false;
  }
}

function tell(place, answer) {
  const line = element('p');
  const word = answer.rejection ? 'rejected' : answer.known ? 'known' : 'unknown';
  line.append(element('span', answer.known ? 'tag urgent' : 'tag', word), ' ', named(answer.file));
  const matches = element('ul');
  for (const match of answer.matches) {
    const item = element('li');
    item.append(named(match.referenceId), ' (', named(match.bank), ') at ' + match.distance.toFixed(4) + ' of '
      + match.threshold.toFixed(4) + (match.kind === 'MATCH' ? '' : ', ' + match.kind.toLowerCase())
      + (match.disputed ? ', reference disputed' : ''));
    matches.append(item);
  }
  const rest = element('p', 'soft');
  if (answer.rejection) {
    rest.textContent = answer.rejection.category + ': ' + shown(answer.rejection.message);
  } else {
    rest.append('searched within ' + answer.searchRadius.toFixed(4) + ' among ' + number.format(answer.rowsSearched)
      + ' rows by model ', named(answer.model.id));
  }
  place.replaceChildren(line, ...(answer.matches.length ? [matches] : []), rest);
}
