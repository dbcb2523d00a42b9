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
  // The atlas: the DOM shows exactly the features of the query, and the page's title,
  // except for the first map, which is drawn before Streamlit has connected.
  atlas: ({layers, hidden, title}) => {
    const frame = document.querySelector('.atlas-frame[data-ready=true]');
    if (!frame || (title && document.querySelector('.atlas-lead h1')?.textContent !== title)) return false;
    const off = new Set(hidden);
    const displayed = node => node.style.display !== 'none';
    return [...frame.atlas.layers.values()].every(layer => {
      const offered = layer.id in layers && !off.has(layer.id);
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
  // The bare page: its widget and its output.
  bare: text =>
    document.querySelector('[data-testid=stButtonGroup] button') &&
    document.querySelector('.st-key-answer')?.textContent === text,
  // The ordinary map: its shapes have their state as a class.
  ordinary: state =>
    [...document.querySelectorAll('iframe')].some(frame => frame.contentDocument?.querySelector(`path.${state}`)),
};
