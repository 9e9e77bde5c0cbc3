import { exchangeHostMessages } from '../../store/open/embed.ts';
import type { FanoutStore } from '../../store/types.ts';

/** Connects the page to the page that embeds it, if any. */
export function connectHost(store: FanoutStore): void {
  const { parent } = window;
  if (parent === window) return;
  exchangeHostMessages(store, {
    // Any origin may receive the messages: they contain only what was loaded and run here.
    post: (message) => parent.postMessage(message, '*'),
    listen(receive) {
      const onMessage = ({ source, data }: MessageEvent) => source === parent && receive(data);
      window.addEventListener('message', onMessage);
      return () => window.removeEventListener('message', onMessage);
    },
  });
}
