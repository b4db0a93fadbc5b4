import { expect, test } from 'vitest';
import { RateMeter } from './rate.ts';

test('the rate is that of the last five seconds', () => {
  const meter = new RateMeter();
  for (let second = 0; second <= 20; second += 1) meter.record(second * 1000, second * 1_000_000);
  expect(meter.bytesPerSecond()).toBe(1_000_000);
  for (let second = 21; second <= 27; second += 1)
    meter.record(second * 1000, 20_000_000 + (second - 20) * 3_000_000);
  expect(meter.bytesPerSecond()).toBe(3_000_000);
});

test('it is unknown at first and never negative', () => {
  const meter = new RateMeter();
  expect(meter.bytesPerSecond()).toBeNull();
  meter.record(0, 500);
  meter.record(100, 600);
  expect(meter.bytesPerSecond()).toBeNull();
  meter.record(1000, 0);
  expect(meter.bytesPerSecond()).toBe(0);
});
