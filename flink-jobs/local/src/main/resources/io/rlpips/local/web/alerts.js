import { asked, element, named, remember, remembered, shown } from './page.js';

/* As many as the server holds. */
const MOST = 500;
const number = new Intl.NumberFormat();
const URGENT = ['HIGH', 'CRITICAL'];

const list = document.getElementById('alerts');
const template = document.getElementById('alert');
const heldButton = document.getElementById('held');
const filter = document.getElementById('filter');
const openOnly = document.getElementById('open-only');
const reviewer = document.getElementById('reviewer');

/* By key: { alert, item }, newest first in the list. */
const entries = new Map();
/* The same by list item. */
const of = new WeakMap();
/* New ones that wait, so that nothing moves under a pointer or a key; the last ones, where somebody stays long. */
const held = new Map();
let overflowed = false;
/* How many there were, and whether there are older ones that were not counted. */
let total = 0;
let unread = false;
/* Where somebody is, or was last. */
let current = null;
/* Before the first answer nothing is known, not even that there is none. */
let known = false;

export function start() {
  reviewer.value = remembered('rlpips-reviewer') || '';
  reviewer.addEventListener('input', () => remember('rlpips-reviewer', reviewer.value));
  filter.addEventListener('input', show);
  openOnly.addEventListener('change', show);
  heldButton.addEventListener('click', () => {
    release();
    (visible()[0] || list).focus();
  });
  list.addEventListener('keydown', keyed);
  list.addEventListener('focusin', event => {
    current = event.target.closest('article') || current;
    reachable();
  });
  show();
}

/* @param changes the server's answer, its alerts newest first; none where the server has none */
export function take(changes) {
  const fresh = changes.alerts.filter(({ key }) => !entries.has(key) && !held.has(key)).length;
  /* The server keeps the last ones only: of a flood between two answers some are never told of. */
  const untold = known && changes.total - total > fresh;
  known = true;
  ({ total, unread } = changes);
  const busy = list.matches(':hover') || list.contains(document.activeElement);
  overflowed ||= busy && untold;
  for (const alert of changes.alerts.slice().reverse()) {
    if (entries.has(alert.key)) {
      update(entries.get(alert.key), alert);
    } else if (busy) {
      hold(alert);
    } else {
      insert(alert);
    }
  }
  if (!busy) {
    release();
  }
  show();
}

function hold(alert) {
  held.delete(alert.key);
  held.set(alert.key, alert);
  if (held.size > MOST) {
    held.delete(held.keys().next().value);
    overflowed = true;
  }
}

function release() {
  const waiting = [...held.values()];
  held.clear();
  overflowed = false;
  waiting.forEach(insert);
  show();
}

function insert(alert) {
  const item = template.content.firstElementChild.cloneNode(true);
  const entry = { alert, item };
  entries.set(alert.key, entry);
  of.set(item, entry);
  item.querySelector('.confirm').addEventListener('click', () => review(entry, 'CONFIRMED'));
  item.querySelector('.dismiss').addEventListener('click', () => review(entry, 'DISMISSED'));
  fill(entry);
  let before = list.firstElementChild;
  while (before && newer(of.get(before).alert, alert)) {
    before = before.nextElementSibling;
  }
  list.insertBefore(item, before);
  if (entries.size > MOST) {
    const last = oldest();
    entries.delete(last.alert.key);
    last.item.remove();
  }
}

/* Not the last of the list where an alert has been told of anew: it stays where it is. */
function oldest() {
  let found = null;
  for (const entry of entries.values()) {
    if (!found || newer(found.alert, entry.alert)) {
      found = entry;
    }
  }
  return found;
}

function update(entry, alert) {
  const samePictures = entry.alert.alertId === alert.alertId;
  entry.alert = alert;
  fill(entry, samePictures);
}

function fill({ alert, item }, samePictures) {
  const within = selector => item.querySelector(selector);
  if (!samePictures) {
    picture(within('img.upload'), 'upload', alert);
    picture(within('img.reference'), 'reference', alert);
  }
  within('.upload-name').textContent = shown(alert.uploadId);
  within('.reference-name').textContent = shown(alert.referenceId);
  within('.upload-size').textContent = alert.uploadWidth + ' \u00d7 ' + alert.uploadHeight + seen(alert.uploadView);
  within('.reference-size').textContent = seen(alert.referenceView).replace(/^, /, '');
  within('.distance').textContent = alert.distance.toFixed(4);
  within('.threshold').textContent = 'of ' + alert.threshold.toFixed(4);
  const share = alert.threshold > 0 ? alert.distance / alert.threshold : 0;
  within('.bar i').style.width = Math.min(100, 80 * share) + '%';
  within('.bar').setAttribute('aria-label', Math.round(100 * share) + ' percent of the threshold');
  within('.tags').replaceChildren(...tags(alert));
  const uploaded = new Date(alert.uploadedAtMillis);
  const when = element('time', '', uploaded.toLocaleString());
  when.dateTime = uploaded.toISOString();
  within('.when').replaceChildren('uploaded ', when, ...(alert.tenant ? [' for ', named(alert.tenant)] : []));
  within('article').setAttribute('aria-label', shown(alert.uploadId) + ' matches ' + shown(alert.referenceId));
  found(item, alert.review);
}

function seen(view) {
  return view === 'as-is' ? '' : ', matched ' + shown(view);
}

function picture(image, side, alert) {
  const frame = image.parentElement;
  image.hidden = false;
  frame.classList.remove('empty');
  frame.querySelectorAll('.none').forEach(each => each.remove());
  image.onload = () => image.classList.toggle('tiny', Math.max(image.naturalWidth, image.naturalHeight) < 64);
  image.onerror = () => {
    image.hidden = true;
    frame.classList.add('empty');
    frame.append(element('span', 'none', 'no picture'));
  };
  image.src = '/pictures/' + side + '?alert=' + encodeURIComponent(alert.alertId);
}

function tags(alert) {
  const made = [tag(alert.severity.toLowerCase(), URGENT.includes(alert.severity) ? 'urgent' : '')];
  const bank = element('span', 'tag');
  bank.append(element('span', 'soft', 'bank '), named(alert.bank));
  made.push(bank);
  if (alert.repeats > 1) {
    made.push(tag('came ' + alert.repeats + ' times'));
  }
  if (alert.disposition === 'REPEATED') {
    made.push(tag('repeats an earlier alert'));
  }
  if (alert.disposition === 'QUARANTINED') {
    made.push(tag('reference in quarantine: ' + alert.matchesWithinHour + ' matches an hour'
      + (alert.floodLimitPerHour === null ? '' : ', limit ' + alert.floodLimitPerHour), 'bad'));
  }
  if (alert.disputed) {
    made.push(tag('reference disputed', 'bad'));
  }
  if (alert.retroactive) {
    made.push(tag('retroactive'));
  }
  return made;
}

function tag(text, more) {
  return element('span', 'tag' + (more ? ' ' + more : ''), text);
}

function found(item, review) {
  const line = item.querySelector('.found');
  const confirmed = Boolean(review) && review.decision === 'CONFIRMED';
  item.querySelector('.confirm').setAttribute('aria-pressed', String(confirmed));
  item.querySelector('.dismiss').setAttribute('aria-pressed', String(Boolean(review) && !confirmed));
  item.querySelector('article').classList.toggle('reviewed', Boolean(review));
  line.classList.remove('failed');
  if (review) {
    line.replaceChildren(confirmed ? 'confirmed' : 'dismissed',
      ...(review.reviewer ? [' by ', named(review.reviewer)] : []),
      ', ' + new Date(review.atMillis).toLocaleTimeString());
  } else {
    line.replaceChildren();
  }
}

async function review(entry, decision) {
  const buttons = entry.item.querySelectorAll('.act');
  buttons.forEach(each => { each.disabled = true; });
  try {
    const written = await asked('/reviews', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ alertId: entry.alert.alertId, decision, reviewer: reviewer.value }),
    });
    entry.alert.review = { decision, reviewer: written.reviewer, atMillis: written.reviewedAtMillis, note: '' };
    found(entry.item, entry.alert.review);
  } catch (failure) {
    const line = entry.item.querySelector('.found');
    line.classList.add('failed');
    line.textContent = 'not written: ' + failure.message;
  } finally {
    const focused = document.activeElement === document.body;
    buttons.forEach(each => { each.disabled = false; });
    /* A button that is disabled loses the focus. */
    if (focused) {
      entry.item.querySelector(decision === 'CONFIRMED' ? '.confirm' : '.dismiss').focus();
    }
    count();
  }
}

/* One alert at a time is a stop of the tab key, the arrow keys go on from there; its buttons follow it. */
function keyed(event) {
  const article = event.target.closest('article');
  if (!article || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const articles = visible();
  const at = articles.indexOf(article);
  const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: articles.length - 1 }[event.key];
  if (target !== undefined && articles.length) {
    event.preventDefault();
    go(articles, Math.max(0, Math.min(articles.length - 1, target)));
    return;
  }
  const press = { c: '.confirm', d: '.dismiss' }[event.key.toLowerCase()];
  if (press) {
    event.preventDefault();
    article.querySelector(press).click();
  }
}

function go(articles, at) {
  articles[at].focus();
  articles[at].scrollIntoView({ block: 'nearest' });
}

function reachable() {
  const articles = visible();
  const stop = articles.includes(current) ? current : articles[0];
  for (const article of articles) {
    [article, ...article.querySelectorAll('button')].forEach(each => { each.tabIndex = article === stop ? 0 : -1; });
  }
}

function visible() {
  return [...list.children].filter(item => !item.hidden).map(item => item.firstElementChild);
}

function show() {
  const words = plain(filter.value).split(/\s+/).filter(Boolean);
  for (const { alert, item } of entries.values()) {
    const text = plain([alert.uploadId, alert.referenceId, alert.bank, alert.severity, alert.disposition, alert.tenant,
      alert.disputed ? 'disputed' : '', alert.retroactive ? 'retroactive' : ''].join(' '));
    item.hidden = !words.every(word => text.includes(word)) || (openOnly.checked && Boolean(alert.review) && !item.contains(document.activeElement));
  }
  reachable();
  heldButton.hidden = held.size === 0;
  heldButton.textContent = overflowed
    ? 'more than ' + held.size + ' new alerts, show the last ' + held.size
    : held.size + (held.size === 1 ? ' new alert' : ' new alerts') + ', show';
  document.getElementById('empty').hidden = !known || entries.size + held.size > 0;
  document.getElementById('none-left').hidden = entries.size === 0 || visible().length > 0;
  count();
}

function count() {
  const open = [...entries.values()].filter(({ alert }) => !alert.review).length;
  document.getElementById('count').textContent = entries.size ? extent() + ', ' + open + ' not reviewed' : '';
}

function extent() {
  return total > entries.size || unread
    ? (held.size ? '' : 'the last ') + entries.size + ' of ' + (unread ? 'more than ' : '') + number.format(total)
    : entries.size + ' held';
}

function plain(text) {
  return text.normalize('NFKC').toLowerCase();
}

function newer(a, b) {
  for (let i = 0; i < a.place.length; i++) {
    if (a.place[i] !== b.place[i]) {
      return a.place[i] > b.place[i];
    }
  }
  return false;
}
