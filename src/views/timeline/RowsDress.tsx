import { useEffect } from 'react';
import { clip } from '../../analysis/format.ts';
import { rowsKit } from '../../store/rowsKit.ts';
import { rowOrder } from '../../store/rowsView.ts';
import { useActions, useFanout } from '../useFanout.ts';
import './rowsView.css';

/** What rows need that are not as listed: their order, their dress, and a word when none is left. */
export function RowsDress() {
  const { rowsKitCame, rowsViewChanged } = useActions();
  const none = useFanout((state) => rowOrder(state).count === 0);
  const search = useFanout(({ rowsView }) => rowsView.search);
  useEffect(() => rowsKitCame(rowsKit), [rowsKitCame]);
  if (!none) return null;
  return (
    <div className="none-found">
      <span className="min-w-0 truncate">No call matches “{clip(search ?? '', 40)}”.</span>
      <button type="button" className="outline-button" onClick={() => rowsViewChanged({ search: '' })}>
        Clear search
      </button>
    </div>
  );
}
