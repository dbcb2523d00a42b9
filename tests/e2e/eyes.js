// What the browser tests look at in the page: small questions about the map, asked by driver.py.
(() => {
  const query = (selector, root = document) => [...root.querySelectorAll(selector)];
  const atlas = () => document.querySelector('.atlas-frame').atlas;
  const features = layer => atlas().layers.get(layer)?.features ?? [];
  const seen = path => Boolean((path._path ?? path._icon)?.checkVisibility());
  const boundsOf = feature => atlas().L.geoJSON(feature.geometry).getBounds();
  const frame = () => atlas().canvas.getBoundingClientRect();

  // ---- what passes between browser and Python ----------------------------------------------------

  const traffic = {messages: 0, sent: 0, answered: true, held: 0};
  window.WebSocket = class extends WebSocket {
    constructor(...rest) {
      super(...rest);
      super.addEventListener('message', () => { traffic.messages++; traffic.answered = true; });
    }
    send(data) {
      traffic.messages++;
      traffic.sent++;
      traffic.answered = false;
      super.send(data);
    }
  };

  // Later than whatever the page has put off until then: its timers go by the same clock.
  const pause = ms => new Promise(done => setTimeout(done, ms));

  // A page that nobody sees draws no frames.
  const nextFrame = () => new Promise(done => {
    const late = setTimeout(done, 250);
    requestAnimationFrame(() => { clearTimeout(late); done(); });
  });

  // Nothing said is unanswered or not yet acted on, and nothing chosen is not yet said.
  const quiet = () => traffic.answered && !traffic.held
    && Boolean(document.querySelector('[data-test-script-state=notRunning]'))
    && !document.querySelector('.atlas-page').page.telling.timer;

  /** Whether `still` returns the same for so many frames in a row, within so many seconds; never `null`. */
  const steady = async (still, frames, seconds) => {
    const until = performance.now() + seconds * 1000;
    for (let before = null, count = 0; performance.now() < until;) {
      await nextFrame();
      const now = still();
      count = now !== null && now === before ? count + 1 : 0;
      if (count >= frames) return true;
      before = now;
    }
    return false;
  };

  /** Whether browser and Python come to have nothing more to tell each other. */
  const settled = seconds => steady(() => (quiet() ? traffic.messages : null), 5, seconds);

  /** The view once the map has stopped moving. */
  const rest = async seconds => {
    await pause(100);                  // the turns of a wheel are gathered for 40 ms, a new size for 80
    return await steady(() => (moving() ? null : view().join()), 4, seconds) ? view() : null;
  };

  /** Latitude and longitude under a client point. */
  const placeAt = ([x, y]) => {
    const box = frame(); const at = atlas().map.containerPointToLatLng([x - box.left, y - box.top]);
    return [at.lat, at.lng];
  };

  /** The whole client pixel of a place; null outside the map or where something lies over it. */
  const pointOf = ([lat, lon]) => {
    const box = frame(); const p = atlas().map.latLngToContainerPoint([lat, lon]);
    const x = Math.round(box.left + p.x); const y = Math.round(box.top + p.y); const rim = 6;
    if (p.x < rim || p.y < rim || p.x > box.width - rim || p.y > box.height - rim) return null;
    const top = document.elementFromPoint(x, y);
    if (!top?.closest('.atlas-canvas')) return null;
    return top.closest('.leaflet-popup, .leaflet-control, .atlas-count') ? null : {x, y};
  };

  /** Ids of what lies under a client point, smallest first. */
  const under = ({x, y}) => atlas().at(atlas().L.latLng(placeAt([x, y]))).map(f => f.id);

  // Places on a feature's shape, in pixels of zoom 0: corners and middles of lines, a grid on areas.
  const placesOn = ({points, lines, polygons, box: [w, n, e, s]}) => {
    const places = [...points];
    for (const line of lines) {
      line.forEach((p, i) => {
        if (i) places.push([(p[0] + line[i - 1][0]) / 2, (p[1] + line[i - 1][1]) / 2]);
        places.push(p);
      });
    }
    for (let i = 1; polygons.length && i < 24; i++)
      for (let j = 1; j < 24; j++) places.push([w + ((e - w) * i) / 24, n + ((s - n) * j) / 24]);
    return places;
  };

  /** Whether a name is written at a point of the page, or nearly so: a click on it is meant for what it names. */
  const named = ({x, y}) => query('.atlas-label').map(label => label.getBoundingClientRect())
    .some(box => x > box.left - 4 && x < box.right + 4 && y > box.top - 4 && y < box.bottom + 4);

  /** Where to click so that a feature is the smallest under the pointer, and what lies there. */
  const spotOf = id => {
    const f = atlas().find(id); const good = [];
    for (const p of f?.shape ? placesOn(f.shape) : []) {
      const at = atlas().map.unproject(p, 0); const point = pointOf([at.lat, at.lng]);
      const found = point ? under(point) : [];
      if (found[0] === id && !named(point)) good.push({...point, under: found});
    }
    return good[Math.floor(good.length / 2)] ?? null;
  };

  /** A place of the map at which nothing lies. */
  const emptySpot = () => {
    const box = frame();
    for (let x = box.left + 300; x < box.right; x += 23) {
      for (let y = box.top + 20; y < box.bottom; y += 17) {
        const point = pointOf(placeAt([x, y]));
        if (point && !under(point).length) return point;
      }
    }
    return null;
  };

  /** A place at which only a township lies. */
  const bareSpot = () => {
    for (const f of features('townships')) {
      const spot = spotOf(f.id);
      if (spot?.under.length === 1) return {...spot, code: f.properties.code};
    }
    return null;
  };

  /** A place in a town at which something of a layer lies above the township. */
  const spotInTown = ([layer, code]) => {
    for (const f of features(layer)) {
      const spot = f.properties.towns.includes(code) && spotOf(f.id);
      if (spot && spot.under.some(id => id.startsWith('town-'))) return spot;
    }
    return null;
  };

  /** Whether all of a town is in view, and what share of the view's height or width it fills. */
  const townInView = code => {
    const town = boundsOf(features('townships').find(f => f.properties.code === code));
    const view = atlas().map.getBounds();
    const height = b => b.getNorth() - b.getSouth(); const width = b => b.getEast() - b.getWest();
    const share = Math.max(height(town) / height(view), width(town) / width(view));
    return {whole: view.contains(town), share};
  };

  const inView = id => atlas().map.getBounds().contains(boundsOf(atlas().find(id)));

  /** Paths of the map that can be seen and lie in view. */
  const pathsInView = () => query('.atlas-canvas svg path').filter(path => {
    const a = path.getBoundingClientRect(); const b = frame();
    return path.checkVisibility() && a.width + a.height > 0
      && a.right > b.left && a.left < b.right && a.bottom > b.top && a.top < b.bottom;
  }).length;

  const view = () => {
    const {map} = atlas(); const {lat, lng} = map.getCenter();
    return [map.getZoom(), lat, lng];
  };
  const moving = () => Boolean(atlas().map._animatingZoom || atlas().map._panAnim?._inProgress);

  /** Degrees of longitude and of latitude that one pixel spans in the middle of the map. */
  const pixel = () => {
    const {map} = atlas(); const a = map.containerPointToLatLng([400, 300]);
    const b = map.containerPointToLatLng([401, 301]);
    return [b.lng - a.lng, a.lat - b.lat];
  };

  // ---- the one map -------------------------------------------------------------------------------

  let marked = [];
  const nodes = () => {
    const {frame: outer, canvas, map} = atlas();
    return [outer, canvas, map.getPane('mapPane'), features('rivers')[0].paths[0]._path];
  };
  const mark = () => { marked = nodes(); marked.forEach((node, i) => { node.marked = i; }); };
  const same = () => nodes().every((n, i) => n === marked[i] && n.marked === i && n.isConnected)
    && document.querySelector('.atlas-frame') === marked[0]
    && query('.leaflet-container').length === 1;

  // ---- the legend --------------------------------------------------------------------------------

  const legendInput = token => document.querySelector(`.atlas-legend input[value='${token}']`);
  const unfold = token => {
    let group = legendInput(token);
    while ((group = group.parentElement.closest('details'))) group.open = true;
  };

  /** Press a switch and look in the same tick, when nothing can have come from Python. */
  const switchAndLook = token => {
    const [layer, kind] = token.split('/'); const start = performance.now(); const before = traffic.messages;
    legendInput(token).click();
    const left = features(layer).filter(f => !kind || f.properties.kind === kind);
    const found = {seen: left.filter(f => f.paths.some(seen)).length, checked: legendInput(token).checked};
    found.ms = performance.now() - start;
    return new Promise(done => requestAnimationFrame(() => setTimeout(() =>
      done({...found, painted: performance.now() - start, messages: traffic.messages - before}))));
  };

  /** Categories that are drawn and have no line in the legend. */
  const unexplained = () => {
    const legend = new Set(query('.atlas-legend input').map(input => input.value)); const missing = new Set();
    for (const layer of atlas().layers.values()) {
      const drawn = layer.features.filter(f => f.geometry);
      const single = new Set(drawn.map(f => f.properties.kind)).size < 2;
      for (const f of drawn.filter(g => g.paths.some(seen))) {
        const token = single ? layer.id : `${layer.id}/${f.properties.kind}`;
        if (!legend.has(token)) missing.add(token);
      }
    }
    return [...missing];
  };

  // ---- texts and boxes ---------------------------------------------------------------------------

  const unfoldAll = () => query('details:not(.atlas-choice)').forEach(details => { details.open = true; });

  /** Every text that one sees or is told, but for what is quoted or marked as Chinese. */
  const texts = () => {
    const skipped = 'blockquote, [lang=zh-CN]:not(html), [lang=zh]:not(html), script, style, '
      + '.atlas-language, [data-testid=stIconMaterial]';
    const counts = node => !node.closest(skipped) && node.checkVisibility({visibilityProperty: true});
    const found = [document.title]; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode());)
      if (node.data.trim() && counts(node.parentElement)) found.push(node.data.trim());
    const names = ['title', 'aria-label', 'placeholder', 'alt'];
    for (const node of query(names.map(name => `[${name}]`).join()).filter(counts))
      for (const name of names) if (node.getAttribute(name)) found.push(node.getAttribute(name));
    return found;
  };

  /** What sticks out of the screen on the right and no thumb can move into it. */
  const outOfReach = () => {
    const edge = innerWidth + 2;
    const reachable = node => {
      for (let box = node.parentElement; box; box = box.parentElement) {
        const scrolls = /auto|scroll/.test(getComputedStyle(box).overflowX);
        if (scrolls && box.getBoundingClientRect().right < edge) return true;
      }
      return Boolean(node.closest('.atlas-canvas'));
    };
    return query('.atlas-page *')
      .filter(node => node.checkVisibility() && node.getBoundingClientRect().right > edge)
      .filter(node => !reachable(node)).map(node => `${node.tagName} ${node.className}`);
  };

  /** What is wider than its box, and words broken across lines, outside the map. */
  const misfits = () => {
    const name = node => `${node.tagName} ${node.className} “${node.textContent.trim().slice(0, 30)}”`;
    // the texts of a chart stand where it puts them
    const shown = node =>
      node.checkVisibility() && getComputedStyle(node).display !== 'inline' && !(node instanceof SVGElement);
    const wide = query('.atlas-side, .atlas-side *, .atlas-filterbar, .atlas-topbar')
      .filter(node => !node.matches('.atlas-counts, .atlas-unseen')) // its columns move under the first; only read out
      .filter(node => shown(node) && node.clientWidth && node.scrollWidth > node.clientWidth + 1)
      .map(node => `${node.scrollWidth} px in ${node.clientWidth}: ${name(node)}`);
    const broken = [];
    const range = document.createRange();
    const walk = document.createTreeWalker(document.querySelector('.atlas-page'), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const text = walk.currentNode;
      if (text.parentElement.closest('script, style, .atlas-frame') || !text.parentElement.checkVisibility()) continue;
      for (const word of text.data.matchAll(/[\p{Script=Latin}\d.,’]+/gu)) {
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
        if (lines.size > 1) broken.push(`“${word[0]}” is broken: ${name(text.parentElement)}`);
      }
    }
    return [...wide, ...broken];
  };

  /** English texts with a quotation mark or dash whose first font is Chinese, which draws them full-width. */
  const chineseQuotes = () => query('.atlas-page *, .atlas-pages *')
    .filter(node => node.checkVisibility() && !node.closest('[lang=zh-CN], script, style'))
    .filter(node => [...node.childNodes].some(({nodeType, data}) =>
      nodeType === Node.TEXT_NODE && /[“”‘’—…]/.test(data) && !/\p{Script=Han}/u.test(data)))
    .filter(node => /(SC|Hei|SimSun)['"]?,/.test(`${getComputedStyle(node).fontFamily.split(',')[0]},`))
    .map(node => node.textContent.slice(0, 40));

  /** Go to an address of the atlas as its own links do. */
  const go = address => {
    const link = Object.assign(document.createElement('a'), {href: address, className: 'atlas-go'});
    document.body.append(link);
    link.click();
    link.remove();
  };

  // ---- base maps ---------------------------------------------------------------------------------

  /** How far, in pixels, a place on a tile lies from where the map has it; waits for the tile. */
  const tileOffset = async ([part, fx, fy, place]) => {
    for (let i = 0; i < 100; i++) {
      const image = query('.leaflet-tile').find(tile => tile.src.includes(part));
      if (image?.complete) {
        const tile = image.getBoundingClientRect(); const box = frame();
        const p = atlas().map.latLngToContainerPoint(place);
        return [tile.left + fx * tile.width - box.left - p.x, tile.top + fy * tile.height - box.top - p.y];
      }
      await new Promise(next => setTimeout(next, 30));
    }
    return null;
  };

  /** Places of the map that no tile covers. */
  const gaps = () => {
    const box = frame(); const found = [];
    const tiles = query('.leaflet-tile-container .leaflet-tile').map(t => t.getBoundingClientRect());
    for (let i = 0; i <= 8; i++) {
      for (let j = 0; j <= 8; j++) {
        const x = box.left + 1 + ((box.width - 2) * i) / 8; const y = box.top + 1 + ((box.height - 2) * j) / 8;
        const covers = t => x >= t.left && x <= t.right && y >= t.top && y <= t.bottom;
        if (!tiles.some(covers)) found.push([x, y]);
      }
    }
    return found;
  };

  /** What the scale bar says and how long it is on the ground, in metres. */
  const scaleBar = () => {
    const bar = document.querySelector('.leaflet-control-scale-line'); const {map} = atlas();
    const y = map.getSize().y / 2; const ends = [0, bar.offsetWidth].map(x => map.containerPointToLatLng([x, y]));
    return [parseFloat(bar.textContent) * 1000, map.distance(...ends)];
  };

  window.eyes = {
    atlas, placeAt, pointOf, named, spotOf, emptySpot, bareSpot, spotInTown, townInView, inView, pathsInView,
    view, moving, pixel, mark, same, unfold, switchAndLook, unexplained, unfoldAll, texts, outOfReach,
    misfits, chineseQuotes, go,
    tileOffset, gaps, scaleBar,
    settled, rest, pause, traffic,
    messages: () => traffic.messages,
    /** Whether every layer that the map is close enough for has been fetched. */
    complete: () => [...atlas().layers.values()].every(layer => layer.loaded || !layer.near),
    /** Whether a click and a double click mean the map again: a drawing takes both for a moment after its end. */
    answers: () => {
      const {drawing, drewBox, map} = atlas();
      return !drawing && Date.now() - (drewBox ?? 0) > 400 && map.doubleClickZoom.enabled();
    },
    state: () => atlas().state,
    drawn: layer => features(layer).filter(f => f.paths.some(seen)).map(f => f.id),
    shown: layer => features(layer).filter(f => f.shown).map(f => f.id),
    rows: () => query('.atlas-table tr[data-id]').map(row => row.dataset.id),
    chosenRows: () => query('.atlas-table tr.chosen').map(row => row.dataset.id),
    cards: () => query('.atlas-card').filter(card => card.checkVisibility()).map(card => card.dataset.id),
    marks: () => query('.leaflet-glow-pane path, .leaflet-hover-pane path, .leaflet-selected-pane path').length,
    select: id => atlas().select(id),
    pickTown: code => atlas().pickTown(code),
    closePopup: () => { atlas().map.closePopup(); },
    setView: ([lat, lon, zoom]) => { atlas().map.setView([lat, lon], zoom, {animate: false}); },
    pressSwitches: tokens => tokens.forEach(token => legendInput(token).click()),
    withoutSymbol: () => query('.atlas-legend .legend-kind').filter(row => !row.querySelector('svg *'))
      .map(row => row.textContent),
    clickRow: n => { const rows = query('.atlas-table tbody tr'); rows[n % rows.length]?.click(); },
    sizes: selectors => selectors.map(s => document.querySelector(s)).filter(Boolean)
      .map(node => [node.scrollWidth, node.clientWidth]),

    /** Press the open filter's first pill and choose a shape, one of them some ms after the other. */
    chooseTwo: ([first, ms, id]) => {
      const pill = () => document.querySelector('.atlas-choice[open] .pills button').click();
      const acts = [pill, () => atlas().select(id)];
      if (first === 'shape') acts.reverse();
      acts[0]();
      return new Promise(done => setTimeout(() => done(acts[1]()), ms));
    },

    /** Forty choices in a row, while the first pill of the open filter is pressed eight times; returns the last. */
    sees: ([west, south, east, north]) => atlas().map.getBounds().contains([[south, west], [north, east]]),
    // Bounds of the visible strokes and fills of each symbol.
    symbols: selector => query(`${selector} svg`).filter(svg => svg.checkVisibility({visibilityProperty: true})).map(svg => {
      const all = [...svg.children].map(node => node.getBoundingClientRect()).filter(box => box.width);
      const [least, most] = [Math.min, Math.max].map(pick => side => pick(...all.map(box => box[side])));
      return all.length && [least('left'), least('top'), most('right'), most('bottom')];
    }).filter(Boolean),
    hurry: ids => {
      const at = i => ids[(i * 7 + 3) % ids.length];
      window.hurried = false;
      (async () => {
        for (let i = 0; i < 40; i++) {
          atlas().select(at(i));
          if (i % 5 === 0) document.querySelector('.atlas-choice[open] .pills button').click();
          await new Promise(next => setTimeout(next, i % 3 ? 4 : 60));
        }
        window.hurried = true;
      })();
      return at(39);
    },
  };
})();
