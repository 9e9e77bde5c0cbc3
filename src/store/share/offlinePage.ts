/** The file that `npm run build` makes beside index.html: the whole page in one. */
const ONE_FILE = 'fanout-offline.html';
/** The element that holds the run which a page of one file opens with. */
const RUN_ELEMENT = 'fanout-run';

/**
 * The page as one file that opens with this run. From the one file itself its own document is the source: it may lie
 * on a stick, where nothing can be fetched.
 *
 * @param run the text of a run file
 */
export async function createOfflinePage(run: string, title: string): Promise<{ html: string } | { problem: string }> {
  const own = document.querySelector('script[type=module]:not([src])');
  const html = own ? ownDocument() : await fetched();
  if (html === undefined)
    return {
      problem: `The page is made from ${ONE_FILE}, which is fetched when it is first needed and then kept. It could not be loaded: try again when the network is back.`,
    };
  return { html: embedRun(html, run, title) };
}

async function fetched(): Promise<string | undefined> {
  try {
    const response = await fetch(ONE_FILE);
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

/** As it was loaded: without what the page has drawn since, and without the run that it came with. */
function ownDocument(): string {
  const copy = document.documentElement.cloneNode(true) as HTMLElement;
  for (const name of Object.keys(copy.dataset)) delete copy.dataset[name];
  copy.querySelector('#root')?.replaceChildren();
  for (const one of copy.querySelectorAll(`body > :not(#root, noscript, script), #${RUN_ELEMENT}`)) one.remove();
  return `<!doctype html>\n${copy.outerHTML}\n`;
}

/** `</script>` in a value must not end the element: no `<` is left in it, which JSON may write as `\u003c`. */
export function embedRun(html: string, run: string, title: string): string {
  const data = `<script type="application/json" id="${RUN_ELEMENT}">${run.replaceAll('<', '\\u003c')}</script>`;
  // The page's own code contains tags too: the first title is the head's, and the last `</body>` ends the page.
  const end = html.lastIndexOf('</body>');
  const named = (text: string) => text.replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(title)}</title>`);
  return `${named(html.slice(0, end))}${data}\n${html.slice(end)}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
