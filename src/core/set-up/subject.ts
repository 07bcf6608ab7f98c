import { numberClaims, numberSetUps } from '#contracts/records/set-up.ts';
import type { Subject } from '#contracts/subject.ts';

export const setUpSubject: Subject<unknown> = {
  name: 'set-up',
  collections: [numberClaims, numberSetUps],
};
