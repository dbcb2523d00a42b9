// The styles of the tools, loaded with the first of them: nothing is shown without its styles. The map in one file
// has them in the document, and no address to load from.

if (!import.meta.url.startsWith('data:')) {
  await new Promise(done => {
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = new URL('../styles/tools.css', import.meta.url).href;
    sheet.onload = done;
    sheet.onerror = done;
    document.head.append(sheet);
  });
}
