import { describe, expect, test } from 'vitest';
import { Stalled, virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
import { runDry } from '../../support/drive.ts';
import { sleep } from '../../support/tools.ts';

/** What fired, with the time it saw. */
function watched() {
  const clock = virtualClock();
  const fired: string[] = [];
  const note = (name: string) => () => fired.push(`${clock.now()} ${name}`);
  return { clock, fired, note };
}

describe('virtual clock', () => {
  test('steps from due moment to due moment, and never goes by itself', async () => {
    const { clock, fired, note } = watched();
    clock.after(1e9, note('late'));
    clock.after(0.5, note('soon'));
    expect(clock.now()).toBe(0);
    await runDry(clock);
    expect(fired).toEqual(['0.5 soon', '1000000000 late']);
    expect(clock.now()).toBe(1e9);
  });

  test('ties by insertion', async () => {
    const { clock, fired, note } = watched();
    for (const name of ['a', 'b', 'c', 'd', 'e']) clock.after(10, note(name));
    await runDry(clock);
    expect(fired).toEqual(['10 a', '10 b', '10 c', '10 d', '10 e']);
  });

  test('promises go on before the next moment comes, however long their chain', async () => {
    const { clock, fired, note } = watched();
    clock.after(11, note('next'));
    const work = (async () => {
      await sleep(clock, 10);
      for (let i = 0; i < 1000; i++) await null;
      note('chain')();
    })();
    await clock.drive(work);
    expect(fired).toEqual(['10 chain']);
  });

  test('block makes timers late: they see the later time, in the order in which they were due', async () => {
    const { clock, fired, note } = watched();
    clock.after(20, note('due 20'));
    clock.after(10, () => {
      note('blocks')();
      clock.block(50);
    });
    clock.after(15, note('due 15'));
    clock.after(70, note('due 70'));
    await runDry(clock);
    expect(fired).toEqual(['10 blocks', '60 due 15', '60 due 20', '70 due 70']);
  });

  test('after(0) is a turn of its own, at the same moment; a loop of them ends when its work does', async () => {
    const { clock, fired, note } = watched();
    let turns = 0;
    await clock.drive(
      new Promise<void>((resolve) => {
        const again = () => (++turns === 100 ? resolve() : clock.after(0, again));
        clock.after(0, again);
        clock.after(0, note('not starved'));
      }),
    );
    expect(turns).toBe(100);
    expect(fired).toEqual(['0 not starved']);
    expect(clock.now()).toBe(0);
  });

  test('cancel: it does not fire, before or in the moment it is due; twice or afterwards does nothing', async () => {
    const { clock, fired, note } = watched();
    const early = clock.after(10, note('early'));
    early();
    early();
    clock.after(20, () => sameMoment());
    const sameMoment = clock.after(20, note('same moment'));
    const fires = clock.after(5, note('fires'));
    await runDry(clock);
    fires();
    expect(fired).toEqual(['5 fires']);
    expect(clock.now()).toBe(20);
  });

  test.each([Number.NaN, -5, Number.NEGATIVE_INFINITY])('a delay of %s is none', async (delay) => {
    const { clock, fired, note } = watched();
    clock.after(delay, note('fired'));
    clock.block(delay);
    await runDry(clock);
    expect(fired).toEqual(['0 fired']);
  });

  test('an endless delay never fires, and time does not go there', async () => {
    const { clock, fired, note } = watched();
    clock.after(Number.POSITIVE_INFINITY, note('fired'));
    clock.after(3, note('three'));
    await runDry(clock);
    expect(fired).toEqual(['3 three']);
    expect(clock.now()).toBe(3);
  });

  test('drive answers with what the work brings, also when it throws', async () => {
    const clock = virtualClock();
    await expect(clock.drive(sleep(clock, 10).then(() => 'done'))).resolves.toBe('done');
    await expect(clock.drive(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('Stalled when nothing is left that could settle the work', async () => {
    const clock = virtualClock();
    clock.after(10, () => {});
    await expect(clock.drive(new Promise(() => {}))).rejects.toBeInstanceOf(Stalled);
    expect(clock.now()).toBe(10);
  });

  test('not stalled while work hides in a turn or in setTimeout(0)', async () => {
    const clock = virtualClock();
    const hidden = async () => {
      for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
      await sleep(clock, 10);
      await new Promise((resolve) => setTimeout(resolve, 0));
      await sleep(clock, 10);
      return clock.now();
    };
    await expect(clock.drive(hidden())).resolves.toBe(20);
  });
});

test('work that needs some turns of the loop and no timer is not stalled', async () => {
  const turns = async () => {
    for (let i = 0; i < 5; i++) await new Promise((turned) => setImmediate(turned));
    return 'here';
  };
  expect(await virtualClock().drive(turns())).toBe('here');
});
