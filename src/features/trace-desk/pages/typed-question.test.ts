import { describe, expect, it } from 'vitest';
import { readTyped } from './typed-question.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const typed = { trace, day: '2026-11-20', from: '', to: '' };
const local = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).toISOString();

describe('what is typed of a trace', () => {
  it('is a number and a whole day in one’s own time', () => {
    expect(readTyped(typed)).toEqual({ asked: { trace, from: local(20, 0), to: local(21, 0) }, wrong: [] });
  });

  it('is narrowed to minutes, both included', () => {
    const { asked } = readTyped({ ...typed, from: '08:30', to: ' 9h05 ' });
    expect(asked).toEqual({ trace, from: local(20, 8, 30), to: local(20, 9, 6) });
    expect(readTyped({ ...typed, from: '23:59', to: '23:59' }).asked?.to).toBe(local(21, 0));
  });

  it('may be a whole traceparent, in any case', () => {
    expect(readTyped({ ...typed, trace: ` 00-${trace.toUpperCase()}-00f067aa0ba902b7-01 ` }).asked?.trace).toBe(trace);
  });

  it('is told what is wrong with it, field by field', () => {
    expect(readTyped({ trace: 'abc', day: '', from: '25:00', to: '8.30' })).toEqual({
      wrong: [
        ['trace', 'traces.number.wrong'],
        ['day', 'traces.day.missing'],
        ['from', 'traces.time.wrong'],
        ['to', 'traces.time.wrong'],
      ],
    });
    expect(readTyped({ ...typed, trace: '0'.repeat(32) }).wrong).toEqual([['trace', 'traces.number.wrong']]);
    expect(readTyped({ ...typed, from: '10:00', to: '09:59' }).wrong).toEqual([['to', 'traces.time.order']]);
  });
});
