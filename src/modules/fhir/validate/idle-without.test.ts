import { describe, expect, it } from 'vitest';
import { idleWithout } from './idle-without.ts';

describe('the members without which a rule holds', () => {
  it.each<[string, readonly string[] | undefined]>([
    ['contained.contained.empty()', ['contained']],
    ['contained.meta.versionId.empty() and contained.meta.lastUpdated.empty()', ['contained']],
    ['value.empty() or system.exists()', ['value']],
    ['dataAbsentReason.empty() or value.empty()', ['dataAbsentReason']],
    ['code.exists() implies system.exists()', ['code']],
    ['(code.exists() and value.exists()) implies system.exists()', ['code']],
    ['(low.exists() or high.exists()).not()', ['low', 'high']],
    ['item.where(type = 1).all(linkId.exists())', ['item']],
    ['(email | phone).exists().not()', ['email', 'phone']],
    ['Patient.name.exists().not()', undefined],
    ['text.exists()', undefined],
    ['iif(code.exists(), true, false)', undefined],
    ['%resource.code.empty()', undefined],
    ['name.matches(', undefined],
  ])('%s', (expression, members) => {
    expect(idleWithout(expression)).toEqual(members);
  });
});
