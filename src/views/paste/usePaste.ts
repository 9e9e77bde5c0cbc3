import { useEffect } from 'react';
import type { FanoutStore } from '../../store/types.ts';
import { useFanoutStore } from '../ui/useFanout.ts';

/** Here a pasted or dropped text is the element's own. */
const FIELDS = 'input:not([type=radio], [type=checkbox]), select, textarea, dialog, [role=menu]';
const LINK = /^\S*#((?:plan|preset|lesson)=\S+)$/;
/** A saved run or plan, as the page writes it. */
const OWN_FILE = /^\s*\{\s*"format"\s*:\s*"fanout-/;

const isOwn = ({ target }: Event) => target instanceof Element && target.closest(FIELDS) !== null;

/** A text that is pasted or dropped outside of fields: calls for the plan, a link, or what a file has in it. */
export function usePaste(): void {
  const store = useFanoutStore();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const [file] = event.clipboardData?.files ?? [];
      if (event.defaultPrevented || isOwn(event) || (text.trim() === '' && !file)) return;
      event.preventDefault();
      if (file && text.trim() === '') openFile(store, file);
      else take(store, text);
    };
    const onDrag = (event: DragEvent) => {
      const types = event.dataTransfer?.types ?? [];
      if (isOwn(event) || types.includes('Files') || !types.includes('text/plain')) return;
      event.preventDefault();
      if (event.type === 'drop') take(store, event.dataTransfer?.getData('text/plain') ?? '');
    };
    document.addEventListener('paste', onPaste);
    document.addEventListener('dragover', onDrag);
    document.addEventListener('drop', onDrag);
    return () => {
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('dragover', onDrag);
      document.removeEventListener('drop', onDrag);
    };
  }, [store]);
}

function take(store: FanoutStore, text: string): void {
  const link = LINK.exec(text.trim())?.[1];
  if (link) void store.actions.openLink(`#${link}`);
  else if (OWN_FILE.test(text)) openFile(store, new File([text], 'the pasted text'));
  else if (text.trim() !== '') store.actions.openPaste(text);
}

function openFile(store: FanoutStore, file: File): void {
  void import('../topbar/openFile.ts').then(
    (loaded) => loaded.openFile(store, file),
    () => undefined,
  );
}
