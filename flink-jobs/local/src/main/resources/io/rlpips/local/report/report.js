'use strict';
(() => {
  const root = document.documentElement;
  const wordOrder = new Intl.Collator('en', { numeric: true });

  theme(document.getElementById('theme'));
  document.querySelectorAll('table.matches').forEach(table => {
    sorting(table, () => reachable(table));
    walking(table);
  });
  document.querySelectorAll('table.sorted').forEach(table => sorting(table, () => {}));
  document.querySelectorAll('button.frame').forEach(frame =>
    frame.addEventListener('click', () =>
      frame.setAttribute('aria-pressed', String(frame.getAttribute('aria-pressed') !== 'true'))));
  if (document.getElementById('match-table')) {
    document.querySelector('.tools').hidden = false;
    filtering(document.getElementById('match-table'));
    const strength = document.getElementById('map-strength');
    strength.addEventListener('input', () => root.style.setProperty('--map', strength.value / 100));
  }

  /* Follows the system until somebody chooses; the choice is kept where the browser lets a page keep anything. */
  function theme(button) {
    const system = matchMedia('(prefers-color-scheme: dark)');
    let chosen = null;
    try {
      chosen = localStorage.getItem('rlpips-theme');
    } catch (forbidden) { /* then it holds for this visit only */ }
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
      try {
        localStorage.setItem('rlpips-theme', chosen);
      } catch (forbidden) { /* as above */ }
      show();
    });
    system.addEventListener('change', show);
    show();
  }

  function sorting(table, sorted) {
    const headings = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    headings.forEach((heading, column) => heading.querySelector('button').addEventListener('click', () => {
      const down = heading.getAttribute('aria-sort') === 'ascending';
      headings.forEach(each => each.setAttribute('aria-sort', 'none'));
      heading.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const numeric = heading.querySelector('button').dataset.sort === 'number';
      const keyed = [...body.rows].map(row => ({ row, key: key(row.cells[column], numeric) }));
      keyed.sort((a, b) => order(a.key, b.key, numeric, down));
      body.append(...keyed.map(each => each.row));
      sorted();
    }));
  }

  function key(cell, numeric) {
    return numeric ? parseFloat(cell.dataset.value) : (cell.querySelector('.name') || cell).textContent.trim();
  }

  /* What has no number comes last either way; equal ones stay in the order they are in. */
  function order(a, b, numeric, down) {
    if (numeric && (isNaN(a) || isNaN(b))) {
      return isNaN(a) - isNaN(b);
    }
    const ascending = numeric ? a - b : wordOrder.compare(a, b);
    return down ? -ascending : ascending;
  }

  function filtering(table) {
    const input = document.getElementById('filter');
    const rows = [...table.tBodies[0].rows].map(row => ({ row, text: plain(searched(row)) }));
    const show = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      let left = 0;
      for (const { row, text } of rows) {
        row.hidden = !words.every(word => text.includes(word));
        left += row.hidden ? 0 : 1;
      }
      document.getElementById('count').textContent =
        words.length ? left + ' of ' + rows.length + ' matches' : rows.length + (rows.length === 1 ? ' match' : ' matches');
      document.getElementById('none-left').hidden = left > 0;
      reachable(table);
    };
    input.addEventListener('input', show);
    show();
  }

  function searched(row) {
    return [...row.querySelectorAll('.name, .tag, code')].map(each => each.textContent).join(' ');
  }

  function plain(text) {
    return text.normalize('NFKC').toLowerCase();
  }

  /* One row at a time is a stop of the tab key, the arrow keys go on from there. */
  function walking(table) {
    reachable(table);
    table.tBodies[0].addEventListener('keydown', event => {
      const row = event.target;
      if (row.localName !== 'tr' || event.altKey || event.ctrlKey || event.metaKey) {
        return;
      }
      const rows = shown(table);
      const at = rows.indexOf(row);
      const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
      if (target !== undefined) {
        event.preventDefault();
        go(rows, Math.max(0, Math.min(rows.length - 1, target)));
      } else if (event.key === 'Enter') {
        const details = row.querySelector('details');
        details.open = !details.open;
      }
    });
  }

  function go(rows, at) {
    rows.forEach(each => { each.tabIndex = -1; });
    rows[at].tabIndex = 0;
    rows[at].focus();
  }

  function reachable(table) {
    [...table.tBodies[0].rows].forEach(each => { each.tabIndex = -1; });
    shown(table).slice(0, 1).forEach(first => { first.tabIndex = 0; });
  }

  function shown(table) {
    return [...table.tBodies[0].rows].filter(row => !row.hidden);
  }
})();
