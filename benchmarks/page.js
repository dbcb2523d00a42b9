// Runs in every page and frame that is measured, before the page's own scripts.
window.bench = {
  // Ms from `start` until `shown()` is true and painted: looked at every 4 ms; the second animation
  // frame after that starts when it is on the screen.
  painted: (start, shown) => new Promise(done => {
    const look = () => {
      if (!shown()) return void setTimeout(look, 4);
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
    };
    look();
  }),
  // The same from the next click on.
  arm: shown => {
    bench.paths = document.querySelectorAll('path').length;
    bench.result = new Promise(done => addEventListener('click',
      event => setTimeout(() => bench.painted(event.timeStamp, shown).then(done)), {capture: true, once: true}));
  },
  // The atlas: each feature of each layer stands in the DOM as the query says; and the page's title too,
  // but for the first map, which is drawn before Streamlit has connected.
  atlas: ({layers, hidden, title}) => {
    const frame = document.querySelector('.atlas-frame[data-ready=true]');
    if (!frame || (title && document.querySelector('.atlas-lead h1')?.textContent !== title)) return false;
    const off = new Set(hidden), displayed = node => node.style.display !== 'none';
    return [...frame.atlas.layers.values()].every(layer => {
      const offered = layer.id in layers && !off.has(layer.id), wanted = layers[layer.id];
      return displayed(layer.pane) === offered && (!offered || layer.features.every(f => {
        const on = (!wanted || wanted.includes(f.ordinal)) && !off.has(`${layer.id}/${f.properties.kind}`);
        return f.shown === on && f.paths.map(p => p._path ?? p._icon).every(node => !node || displayed(node) === on);
      }));
    });
  },
  // The bare page: its widget and its answer.
  bare: text => document.querySelector('[data-testid=stButtonGroup] button')
    && document.querySelector('.st-key-answer')?.textContent === text,
  // The ordinary map: its shapes carry their state as a class.
  ordinary: state => [...document.querySelectorAll('iframe')]
    .some(frame => frame.contentDocument?.querySelector(`path.${state}`)),
};
