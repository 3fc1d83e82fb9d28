// zones.ts - what people call a time zone: its city, in their language where the catalogue has it.
import { sentence } from './i18n.svelte';
import { zoneCity, zoneName } from './time';

export function zoneLabel(zone: string, language: string): string {
  const known = sentence(`zone.${zone}`);
  if (known) return known;
  if (zone === 'UTC' || zone === 'Etc/UTC') return 'UTC';
  return language === 'en' ? zoneCity(zone) : zoneName(zone, language);
}
