import type { DocumentType } from '../document-type.ts';

/** Test record (测试记录, R-14) of one attempt; it bears the number of the report that it belongs to, with a T. */
export const testRecord: DocumentType = {
  kind: 'testRecord',
  suffix: /^-W\d+\.\d+T\d*$/,
  inCustomersFile: true,
  issues: async (file) => {
    const tests = await file.done('testUnit');
    return tests.map(({ form, at, by, round, attempt }, index) => {
      const before = tests.slice(0, index).filter((one) => one.round === round && one.attempt === attempt);
      return {
        suffix: `-W${round}.${attempt}T${before.length === 0 ? '' : before.length + 1}`,
        revision: null,
        createdAt: at,
        write: (pen) => [
          ...pen.fields('particulars', {
            standard: form.standard,
            passedAsWhole: pen.yesNo(form.passed),
            at: pen.instant(at),
            by: pen.actor(by, at),
          }),
          ...pen.table(
            'checks',
            ['check', 'value', 'passed'],
            form.checks.map(({ item, value, passed }) => ({
              check: item,
              value,
              passed: pen.yesNo(passed),
            })),
          ),
        ],
      };
    });
  },
};
