import { ChevronDown, Search } from 'lucide-react';
import { callsText } from '../../analysis/format/format.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { isPlanOrder } from '../../store/rows/rowsSlice.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { MenuButton, menuOf } from '../ui/dialog/MenuButton.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { lazyOptional } from '../ui/lazy.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import { useNarrow } from '../ui/useNarrow.ts';

const SearchField = lazyOptional(
  () => import('./rows/arrangedRows.lazy.ts').then(({ arrangedRows }) => arrangedRows.SearchField),
  'The search',
);
const DenseOffer = lazyOptional(() =>
  import('./rows/arrangedRows.lazy.ts').then(({ arrangedRows }) => arrangedRows.DenseOffer),
);
const ViewMenu = menuOf(() => import('./rows/ViewMenu.tsx'));

/** Number of calls from which the dense view is offered. */
const MANY = 100;

/** At the head of the axis: the number of rows, and the tools for them. */
export function RowsTools() {
  const searching = useFanout(({ rowsView }) => rowsView.search !== undefined);
  if (useNarrow()) return null;
  return (
    <div className="rows-tools flex min-w-0 items-center gap-0.5 pr-2 pl-5">
      {searching ? <SearchField /> : <Count />}
      <RowsButtons />
      <CopyTable />
    </div>
  );
}

/** On a phone the buttons are below the rows and the field is above them. */
export function RowsButtons({ className = 'row-action' }: { className?: string }) {
  const searching = useFanout(({ rowsView }) => rowsView.search !== undefined);
  const { changeRowsView } = useActions();
  return (
    <>
      {!searching && (
        <button
          type="button"
          className={className}
          aria-label="Search calls"
          title="Search: key /"
          onClick={() => changeRowsView({ search: '' })}
        >
          <Search size={14} aria-hidden />
        </button>
      )}
      <ViewButton />
    </>
  );
}

/** On a phone: in its own line above the axis. */
export function PhoneSearch() {
  const searching = useFanout(({ rowsView }) => rowsView.search !== undefined);
  const narrow = useNarrow();
  return searching && narrow ? <SearchField /> : null;
}

function ViewButton() {
  const changed = useFanout(({ rowsView }) => !isPlanOrder({ ...rowsView, search: undefined }) || rowsView.dense);
  const label = (
    <>
      <span className={changed ? 'font-[560] text-ink' : ''}>View</span>
      <ChevronDown size={12} aria-hidden />
    </>
  );
  return <MenuButton menu={ViewMenu} label={label} className="quiet-button view-button" />;
}

function Count() {
  const number = useFanout((state) => selectDocument(state).plan.calls.length);
  const offered = useFanout(({ rowsView }) => !rowsView.dense && !rowsView.declined) && number > MANY;
  return (
    <span className="flex min-w-0 flex-1 items-center gap-1.5 whitespace-nowrap">
      <Value name="Calls" value={number} text={callsText(number)} className="" />
      {offered && <DenseOffer />}
    </span>
  );
}

function CopyTable() {
  const { getState } = useFanoutStore();
  return (
    <CopyButton
      label="Copy as table"
      copy={async () => {
        const { arrangedRows } = await import('./rows/arrangedRows.lazy.ts');
        await arrangedRows.copyTable(getState());
      }}
    />
  );
}
