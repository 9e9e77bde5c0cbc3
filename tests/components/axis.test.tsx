import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { drawEvents } from '../unit/analysis/drawRun.ts';
import { answerPrediction } from '../unit/store/startStore.ts';
import { commit, find, frames, type Rendered, renderPage, report, rowOf, textsOf } from './renderPage.tsx';

afterEach(async () => {
  vi.restoreAllMocks();
  await page.viewport(1280, 800);
});

const PICTURE = `
  fast_1  |#|          succeeded
  slow_1  |##########| succeeded
  fast_2  |#|          succeeded
  error_1 |##########| failed`;

async function settled(picture = PICTURE): Promise<Rendered> {
  const started = await renderPage();
  commit(started, report(started, drawEvents(picture)));
  await toolsThere();
  return started;
}

/** They come with the first pointer over the card. */
async function toolsThere(): Promise<void> {
  find('.card').dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
  await vi.waitUntil(() => document.querySelector('.axis-tools') && document.querySelector('.playhead-axis'), 5000);
  await frames(2);
}

const rect = (selector: string, within: ParentNode = document) => find(selector, within).getBoundingClientRect();
const labels = () => textsOf('.axis-track span').join(' ');
const zoomOf = ({ store }: Rendered) => store.getState().zoom;
const numbers = () => textsOf('[aria-label=Proof] data').join(' ');

function wheel(init: WheelEventInit): boolean {
  const event = new WheelEvent('wheel', { bubbles: true, cancelable: true, clientY: 300, ...init });
  find('.rows').dispatchEvent(event);
  return event.defaultPrevented;
}

function drag(on: Element, ...xs: number[]): void {
  vi.spyOn(Element.prototype, 'setPointerCapture').mockImplementation(() => {});
  const fire = (type: string, clientX: number) =>
    on.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        clientX,
        pointerId: 1,
        button: 0,
        isPrimary: true,
        pointerType: 'mouse',
      }),
    );
  fire('pointerdown', xs[0] as number);
  for (const x of xs.slice(1)) fire('pointermove', x);
  fire('pointerup', xs.at(-1) as number);
}

/** Where a moment is, on an axis that shows all. */
function xOf(ms: number): number {
  const { left, width } = rect('.bar.succeeded', rowOf(1));
  return left + (width / 1000) * ms;
}

describe('zoom', () => {
  it('stays on the axis of a plan that gets shorter, and its frame on the minimap', async () => {
    const started = await renderPage();
    await page.viewport(1280, 800);
    started.actions.changeViewport({ zoom: { from: 900, to: 1500 } });
    await vi.waitUntil(() => document.querySelector('.minimap .frame'), 5000);
    // slow_1 alone is left: 1.00 s.
    for (const key of [3, 2, 0]) started.actions.removeCall(key);
    await answerPrediction(started);
    await frames(3);
    const [frame, map] = [rect('.minimap .frame'), rect('.minimap')];
    expect(frame.left).toBeGreaterThanOrEqual(map.left - 1);
    expect(frame.right).toBeLessThanOrEqual(map.right + 1);
    expect(frame.width).toBeGreaterThan(map.width / 3);
    // As much of the window as there is.
    expect(zoomOf(started)).toEqual({ from: 900, to: 1500 });
    started.actions.changeViewport({ zoom: { from: 100, to: 5000 } });
    await frames(2);
    expect(labels()).toMatch(/^0 /);
  });

  it('by keys is undone by 0, and leaves the numbers as they are', async () => {
    const started = await settled();
    const before = labels();
    const said = numbers();
    const width = rect('.bar.succeeded', rowOf(1)).width;
    started.actions.movePlayhead(500);
    await userEvent.keyboard('w');
    await vi.waitUntil(() => zoomOf(started));
    await frames(2);
    // One step nearer; the bar begins left of the window, and is cut there.
    expect(rect('.bar.succeeded', rowOf(1)).left).toBeLessThan(rect('.lane', rowOf(1)).left);
    expect(rect('.playhead').left).toBeCloseTo(rect('.lane').left + (width / 1000) * 500, -0.5);
    expect(numbers()).toBe(said);
    await userEvent.keyboard('wwa');
    expect(labels()).not.toBe(before);
    expect(find('.link-button[title="Key 0"]').textContent).toBe('Fit');
    await userEvent.keyboard('0');
    await frames(2);
    expect([zoomOf(started), labels()]).toEqual([undefined, before]);
  });

  it('by Ctrl and wheel keeps what is under the pointer; a plain wheel is left to the rows', async () => {
    const started = await settled();
    const x = rect('.bar.succeeded', rowOf(0)).right;
    const width = rect('.bar.succeeded', rowOf(0)).width;
    expect(wheel({ deltaY: -100, clientX: x })).toBe(false);
    expect(wheel({ deltaX: 100, clientX: x })).toBe(false);
    expect(wheel({ deltaY: -240, clientX: x, ctrlKey: true })).toBe(true);
    await frames(3);
    // The event's place is in whole px.
    expect(rect('.bar.succeeded', rowOf(0)).right).toBeCloseTo(x, -0.5);
    expect(zoomOf(started)).toBeDefined();
    // Twice as near: what of the second row is seen is as long.
    const { from = 0, to = 0 } = zoomOf(started) ?? {};
    expect(((to - from) * width) / 100).toBeCloseTo(rect('.axis-track').width / 2, -1);
    const last = zoomOf(started)?.from ?? 0;
    expect(wheel({ deltaY: 100, shiftKey: true, clientX: x })).toBe(true);
    await frames(3);
    expect(zoomOf(started)?.from).toBeGreaterThan(last);
  });

  it('of the selected call fills the lane with it', async () => {
    const started = await settled();
    started.actions.selectRow(0);
    await userEvent.keyboard('f');
    await vi.waitUntil(() => zoomOf(started));
    await frames(2);
    const lane = rect('.lane', rowOf(0));
    expect(rect('.bar.succeeded', rowOf(0)).width).toBeGreaterThan(lane.width * 0.9);
    // The others are as they were: two end beyond the window.
    expect(rect('.bar.succeeded', rowOf(1)).right).toBeGreaterThanOrEqual(lane.right);
  });

  it('is given up by a run whose end it would hide, and by no other', async () => {
    const started = await settled();
    started.actions.changeViewport({ zoom: { from: 800, to: 1100 } });
    started.actions.startRun();
    expect(zoomOf(started)).toEqual({ from: 800, to: 1100 });
    const runId = started.runner.runs.at(-1)?.runId ?? 0;
    started.runner.listener.runStarted(runId, performance.now());
    started.runner.listener.eventsArrived(runId, drawEvents(PICTURE));
    commit(started, runId);
    started.actions.changeViewport({ zoom: { from: 100, to: 300 } });
    started.actions.startRun();
    expect(zoomOf(started)).toBeUndefined();
  });

  it('stands still while a run goes on, uncovers what runs, and leads back to it', async () => {
    const started = await renderPage();
    const log = drawEvents(PICTURE).filter(({ at }) => at === 0);
    await toolsThere().catch(() => {});
    report(started, log, performance.now() - 400);
    started.actions.changeViewport({ zoom: { from: 300, to: 2300 } });
    await vi.waitUntil(() => document.querySelector('.axis-foot'), 5000);
    await frames(2);
    const lane = rect('.lane', rowOf(1));
    const bar = rect('.open-lane[data-index="1"] .bar');
    expect(bar.left).toBeLessThan(lane.left);
    const origin = started.store.getState().runs[0]?.startedAt ?? 0;
    const seen = rect('.open-bars .revealed').right;
    const now = performance.now() - origin;
    // A frame may lie between both looks.
    expect(Math.abs(seen - (lane.left + ((now - 300) / 2000) * lane.width))).toBeLessThan((50 / 2000) * lane.width);
    expect(zoomOf(started)).toEqual({ from: 300, to: 2300 });
    const live = [...document.querySelectorAll<HTMLElement>('.axis-foot button')].find(
      (one) => one.textContent === 'Live',
    );
    live?.click();
    expect(zoomOf(started)).toBeUndefined();
  });
});

describe('measuring', () => {
  it('is a drag on the axis; a click there moves the playhead and ends it', async () => {
    const started = await settled();
    const axis = find('.playhead-axis');
    drag(axis, xOf(50), xOf(200), xOf(550));
    await vi.waitUntil(() => document.querySelector('.measured'));
    expect(find('.measured [role=status]').textContent).toMatch(
      /^(499|500|501) ms, 1\.10 s of work, 4 calls, 4 at once$/,
    );
    const band = rect('.measure-band');
    expect([band.left, band.right]).toEqual([expect.closeTo(xOf(50), 0), expect.closeTo(xOf(550), 0)]);
    expect(started.store.getState().playhead).toBeUndefined();
    drag(axis, xOf(300));
    await frames(2);
    expect(document.querySelector('.measured')).toBeNull();
    expect(started.store.getState().playhead?.at).toBeCloseTo(300, -0.5);
    // The playhead itself is taken where it is.
    drag(axis, xOf(302), xOf(400), xOf(700));
    expect(started.store.getState().playhead?.at).toBeCloseTo(700, -0.5);
    expect(started.store.getState().measuring).toBeUndefined();
  });

  it('is done by keyboard: M at one moment, M at the other, Escape', async () => {
    const started = await settled();
    started.actions.movePlayhead(100);
    await userEvent.keyboard('m');
    await vi.waitUntil(() => document.querySelector('.measured'));
    started.actions.movePlayhead(600);
    await frames(2);
    expect(find('.measured [role=status]').textContent).toBe('500 ms, 1.00 s of work, 2 calls, 2 at once');
    await userEvent.keyboard('m');
    await vi.waitUntil(() => started.store.getState().measuring?.to !== undefined);
    started.actions.movePlayhead(900);
    await frames(2);
    expect(find('.measured [role=status]').textContent).toBe('500 ms, 1.00 s of work, 2 calls, 2 at once');
    await userEvent.click(find('[aria-label="Zoom to what is measured"]'));
    expect(zoomOf(started)?.from).toBeCloseTo(85, 6);
    await userEvent.keyboard('{Escape}');
    await frames(2);
    expect(document.querySelector('.measured')).toBeNull();
  });
});

describe('the strip of all rows', () => {
  const frame = () => find('[role=slider][aria-label="Shown part"]');

  it('moves and resizes the window by pointer and by keys', async () => {
    const started = await settled();
    started.actions.changeViewport({ zoom: { from: 400, to: 800 } });
    await vi.waitUntil(() => document.querySelector('.minimap'), 5000);
    await frames(2);
    const { width } = rect('.minimap');
    const full = Number(frame().getAttribute('aria-valuemax'));
    const px = width / full;
    const x = frame().getBoundingClientRect().left + 10;
    drag(frame(), x, x + 100 * px, x + 200 * px);
    expect(zoomOf(started)?.from).toBeCloseTo(600, 0);
    expect(zoomOf(started)?.to).toBeCloseTo(1000, 0);
    await frames(2);
    const edge = find('.edge.right');
    const right = frame().getBoundingClientRect().right;
    drag(edge, right, right + 300 * px);
    expect(zoomOf(started)?.from).toBeCloseTo(600, 0);
    expect(zoomOf(started)?.to).toBeCloseTo(1300, 0);
    await frames(2);
    frame().focus();
    await userEvent.keyboard('{ArrowRight}{ArrowUp}');
    await frames(2);
    expect(zoomOf(started)?.from).toBeGreaterThan(670);
    expect(frame().getAttribute('aria-valuetext')).toMatch(/^0\.74 s to 1\.30 s of 2\.40 s$/);
    await userEvent.keyboard('{Home}');
    expect(zoomOf(started)).toBeUndefined();
  });
});

describe('gaps', () => {
  it('are offered to be drawn short where most is idle, broken, and drawn at length again', async () => {
    const started = await settled(`
      fast_1  |#|            succeeded
      slow_1  |#~~~~~~~~~~#| succeeded
      fast_2  |#|            succeeded
      error_1 |#|            failed`);
    await vi.waitUntil(() => document.querySelector('.axis-foot'), 5000);
    const press = (text: string) => {
      const button = [...document.querySelectorAll<HTMLElement>('.axis-foot button')].find(
        (one) => one.textContent === text,
      );
      if (!button) throw new Error(`no ${text}`);
      button.click();
    };
    const before = rect('.bar.backoff', rowOf(1)).width;
    const attempt = rect('.bar.failed', rowOf(1)).width;
    press('compress gaps');
    await frames(2);
    expect(textsOf('.gap-break b')).toEqual(['1.00 s']);
    expect(rect('.bar.backoff', rowOf(1)).width).toBeLessThan(before / 5);
    expect(rect('.bar.failed', rowOf(1)).width).toBeGreaterThan(attempt * 1.2);
    // Both bars still touch it.
    expect(rect('.bar.backoff', rowOf(1)).left).toBeCloseTo(rect('.bar.failed', rowOf(1)).right, 0);
    // The second chart stands on the same axis: its lines and breaks are where the lanes have them.
    started.actions.toggleSideBySide();
    await vi.waitUntil(() => document.querySelector('.side-by-side-lanes .gap-break'), 5000);
    expect(rect('.side-by-side-lanes .gap-break').left).toBeCloseTo(rect('.axis-tools .gap-break').left, 1);
    const lines = (selector: string) => getComputedStyle(find(selector)).backgroundImage;
    expect(lines('.side-by-side-lanes')).toBe(lines('.lane'));
    expect(lines('.side-by-side-lanes').match(/linear-gradient/g)?.length).toBeGreaterThan(3);
    started.actions.toggleSideBySide();
    press('Show gaps at full length');
    await frames(2);
    expect(rect('.bar.backoff', rowOf(1)).width).toBeCloseTo(before, 0);
    await answerPrediction(started);
  });
});

describe('no two texts on the axis lie on each other', () => {
  const TEXTS = '.axis-track span, .time-flag b, .playhead b, .gap-break b, .cursor-line:not([hidden]) b, .measured';
  /** Those that are seen, from left to right; a flag of a phone has no text. */
  function texts(): { text: string; left: number; right: number }[] {
    return [...document.querySelectorAll<HTMLElement>(TEXTS)]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && getComputedStyle(one).fontSize !== '0px')
      .map((one) => {
        const { left, right } = one.getBoundingClientRect();
        return { text: one.textContent ?? '', left, right };
      })
      .sort((a, b) => a.left - b.left);
  }
  function expectApart(): void {
    const all = texts();
    const track = rect('.axis-track');
    for (const [i, { text, left, right }] of all.entries()) {
      const next = all[i + 1];
      if (next && right > next.left + 0.5) throw new Error(`“${text}” lies on “${next.text}” at ${innerWidth} px`);
      expect(left).toBeGreaterThanOrEqual(track.left - 2);
      expect(right).toBeLessThanOrEqual(track.right + 2);
    }
  }

  const FLAGS = ['timeout 1.00 s', 'deadline 1.05 s'];

  it.each([1280, 1000, 800, 700, 360, 320])('at %d px', async (width) => {
    await page.viewport(width, 800);
    const started = await settled();
    started.actions.changePolicy({ timeoutMs: 1000, deadlineMs: 1050 });
    await answerPrediction(started);
    await answerPrediction(started);
    await vi.waitUntil(() => document.querySelectorAll('.time-flag').length === 2);
    commit(started, report(started, drawEvents(PICTURE)));
    await frames(2);
    for (const [timeoutMs, deadlineMs, at] of [
      [1000, 1050, undefined],
      [50, 100, 75],
      [900, 850, 860],
      [2300, 2350, 990],
    ] as const) {
      started.actions.changePolicy({ timeoutMs, deadlineMs });
      commit(started, report(started, drawEvents(PICTURE)));
      started.actions.movePlayhead(at ?? 2000);
      await frames(3);
      expectApart();
      if (width >= 1000 && timeoutMs === 1000)
        expect(texts().map(({ text }) => text)).toEqual(expect.arrayContaining(FLAGS));
      if (at !== undefined) expect(texts().map(({ text }) => text)).toContain(`0.${String(at).padStart(3, '0')} s`);
    }
    for (const zoom of [
      { from: 0, to: 1.25 },
      { from: 333, to: 341 },
      { from: 998.5, to: 1001 },
    ]) {
      started.actions.changeViewport({ zoom });
      await frames(3);
      expectApart();
      expect(texts().length).toBeGreaterThan(0);
    }
    started.actions.changeViewport({ zoom: undefined, measuring: { from: 200, to: 700 } });
    await frames(3);
    expectApart();
    // What gave way is there again.
    started.actions.changeViewport({ measuring: undefined });
    started.actions.changePolicy({ timeoutMs: null, deadlineMs: null });
    await frames(3);
    expectApart();
    expect(texts().length).toBeGreaterThan(1);
    expect(document.querySelectorAll('.axis-track [style*=hidden]')).toHaveLength(0);
  });
});
