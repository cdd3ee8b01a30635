import type { CaseStepRepository } from '../db/repositories/case-step.repository.ts';
import type { CaseActivities, StepRecord } from './contracts.ts';
import { answerAll } from './recording/due-answers.ts';
import { rowsOfStep } from './recording/step-rows.ts';
import type { WorkingCalendars } from './recording/working-calendars.ts';

export interface RecordingDependencies {
  readonly steps: CaseStepRepository;
  readonly calendars: WorkingCalendars;
}

/** Writes the steps of cases, and counts their limits on the calendar as it is at that moment (design idea 5). */
export function recordStepActivities(deps: RecordingDependencies): Pick<CaseActivities, 'recordStep'> {
  const { steps, calendars } = deps;
  return {
    async recordStep(step) {
      let calendar = hasLimits(step) ? await calendars.current(step.calendarCode) : null;
      for (;;) {
        const answers = calendar === null ? {} : answerAll(calendar, step.questions);
        const outcome = await steps.write({ ...rowsOfStep(step, answers), calendar });
        switch (outcome.state) {
          case 'written':
            return { caseNumber: outcome.caseNumber, answers };
          case 'versionTaken':
            return { caseNumber: outcome.caseNumber, answers: {}, takenVersion: outcome.storedVersion };
          case 'calendarChanged':
            if (calendar !== null) calendar = await calendars.current(calendar.code, calendar);
        }
      }
    },
  };
}

function hasLimits(step: StepRecord): boolean {
  return Object.keys(step.questions).length > 0;
}
