import { CHARGE_TEXTS } from '../../db/presets/labels/charges.ts';
import type { Part } from '../../db/repositories/parts-stock.repository.ts';
import { DomainError } from '../../workflows/domain/errors.ts';
import type { Language } from '../../workflows/domain/policy/choices.ts';
import { priceLine, type PriceList, type TravelZone } from '../../workflows/domain/pricing.ts';
import type { PricedLine } from '../repair-contracts.ts';

/** What a repair takes. */
export interface PricedEffort {
  readonly minutes: number;
  readonly trips: number;
  /** Where the trips go. */
  readonly region: string | null;
  readonly parts: readonly {
    readonly part: Part;
    readonly quantity: number;
    /** For one piece. */
    readonly unitMinor: number;
  }[];
}

/** The lines of a quotation or fee detail by the price list, without those that would be for nothing (R-10, F-01). */
export function chargeLines(list: PriceList, effort: PricedEffort, language: Language): PricedLine[] {
  return [
    ...labourLines(list, effort.minutes, language),
    ...effort.parts.map(({ part, quantity, unitMinor }): PricedLine => {
      requireCurrency(part, list);
      const amountMinor = priceLine(list, { kind: 'material', priceMinor: unitMinor, quantity });
      return { kind: 'material', text: nameOf(part, language), partId: part.id, quantity, amountMinor };
    }),
    ...travelLines(list, effort, language),
  ];
}

export function nameOf(part: Pick<Part, 'nameZh' | 'nameEn'>, language: Language): string {
  return language === 'en' ? part.nameEn : part.nameZh;
}

function labourLines(list: PriceList, minutes: number, language: Language): PricedLine[] {
  if (minutes === 0) return [];
  const text = CHARGE_TEXTS[language].labour(minutes);
  return [{ kind: 'labour', text, quantity: 1, amountMinor: priceLine(list, { kind: 'labour', minutes }) }];
}

function travelLines(list: PriceList, { trips, region }: PricedEffort, language: Language): PricedLine[] {
  const zone = zoneOf(list, region);
  if (trips === 0 || zone === undefined) return [];
  const text = CHARGE_TEXTS[language].visit(zone.name[language]);
  const amountMinor = priceLine(list, { kind: 'travel', zone: zone.code, quantity: trips });
  return [{ kind: 'travel', text, quantity: trips, amountMinor }];
}

/**
 * A region that names no zone is charged as the first zone of the list, the nearest: nobody pays for a distance that
 * is not known, and whoever quotes can charge more.
 */
function zoneOf(list: PriceList, region: string | null): TravelZone | undefined {
  if (region === null) return undefined;
  const named = list.travel.find(({ code, name }) => code === region || Object.values(name).includes(region));
  return named ?? list.travel[0];
}

function requireCurrency(part: Part, list: PriceList): void {
  if (part.currency === list.currency) return;
  throw new DomainError(
    'INVALID',
    `Part ${part.number} is priced in ${part.currency}, price list ${list.code} in ${list.currency}`,
  );
}
