import { embedIn } from '../../store/open/embed.ts';
import type { FanoutStore } from '../../store/types.ts';

/** The page around this one, when there is one. */
export function speakToHost(store: FanoutStore): void {
  const { parent } = window;
  if (parent === window) return;
  embedIn(store, {
    // Whoever embeds the page may hear of it: it is told of nothing but what was loaded and run here.
    post: (message) => parent.postMessage(message, '*'),
    listen(heard) {
      const hear = ({ source, data }: MessageEvent) => source === parent && heard(data);
      window.addEventListener('message', hear);
      return () => window.removeEventListener('message', hear);
    },
  });
}
