/* global bench */
// Runs in every measured page and frame, before the page's own scripts.
window.bench = {
  // Ms from `start` until `shown()` is true and painted: polled every 4 ms; the second animation
  // frame after that starts once it is on the screen.
  painted: (start, shown) =>
    new Promise(done => {
      const look = () => {
        if (!shown()) return void setTimeout(look, 4);
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
      };
      look();
    }),
  // The same, measured from the next click.
  arm: shown => {
    bench.paths = document.querySelectorAll('path').length;
    bench.result = new Promise(done =>
      addEventListener('click', event => setTimeout(() => bench.painted(event.timeStamp, shown).then(done)), {
        capture: true,
        once: true,
      }),
    );
  },
  // The atlas: the map shows exactly the features of the query; with `ids`, the table lists them under the page's
  // title, and the bar has their number.
  atlas: ({layers, hidden, title, ids}) => {
    const frame = document.querySelector('.atlas-frame[data-ready=true]');
    if (!frame || (ids && !(bench.rows(ids) && bench.heads(title, ids.length)))) return false;
    const off = new Set(hidden);
    const displayed = node => node.style.display !== 'none';
    return [...frame.atlas.layers.values()].every(layer => {
      const offered = layer.near && layer.id in layers && !off.has(layer.id);
      const wanted = layers[layer.id];
      return (
        displayed(layer.pane) === offered &&
        (!offered ||
          layer.features.every(f => {
            const on = (!wanted || wanted.includes(f.ordinal)) && !off.has(`${layer.id}/${f.properties.kind}`);
            return (
              f.shown === on && f.paths.map(p => p._path ?? p._icon).every(node => !node || displayed(node) === on)
            );
          }))
      );
    });
  },
  rows: ids =>
    [...document.querySelectorAll('.atlas-table tbody tr')].map(row => row.dataset.id).join() === ids.join() ||
    (!ids.length && Boolean(document.querySelector('.atlas-empty'))),
  heads: (title, count) =>
    (document.querySelector('.atlas-lead h1')?.textContent ?? title) === title &&
    document.querySelector('.atlas-pages .here')?.textContent === title &&
    parseInt(document.querySelector('.atlas-count')?.textContent, 10) === count,
  card: id => document.querySelector('.atlas-card')?.dataset.id === id,
  // How much the page's parts have moved without the reader's doing.
  shifts: () => {
    bench.moved = 0;
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) bench.moved += entry.value;
    }).observe({type: 'layout-shift', buffered: true});
  },
  // A button that shows `text` when it is clicked.
  plain: text => {
    let button = document.getElementById('plain');
    if (!button) {
      button = Object.assign(document.createElement('button'), {id: 'plain', textContent: 'plain'});
      button.style.cssText = 'position:fixed;left:50%;top:0;z-index:2147483647';
      document.body.append(button);
    }
    button.onclick = () => (button.textContent = text);
  },
  // The bare page: its widget and its output.
  bare: text =>
    document.querySelector('[data-testid=stButtonGroup] button') &&
    document.querySelector('.st-key-answer')?.textContent === text,
  // The ordinary map: its shapes have their state as a class.
  ordinary: state =>
    [...document.querySelectorAll('iframe')].some(frame => frame.contentDocument?.querySelector(`path.${state}`)),
};
if (window === top) bench.shifts();
