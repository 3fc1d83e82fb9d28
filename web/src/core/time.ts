// time.ts - instants as people write them: UTC always, another zone beside it.

const formats = new Map<string, Intl.DateTimeFormat>();

function format(
  language: string,
  zone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = language + zone + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(language, { ...options, timeZone: zone });
    } catch {
      found = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
    }
    formats.set(key, found);
  }
  return found;
}

// `2026-03-01 09:41` of an RFC 3339 time in UTC. No language writes it differently here.
export function utcMinute(stamp: string | null): string {
  return stamp ? stamp.slice(0, 10) + ' ' + stamp.slice(11, 16) : '';
}
export function utcDay(stamp: string | null): string {
  return stamp ? stamp.slice(0, 10) : '';
}
export function utcSecond(stamp: string | null): string {
  return stamp ? stamp.slice(0, 10) + ' ' + stamp.slice(11, 19) : '';
}

export function localFull(stamp: string, language: string, zone?: string): string {
  const at = new Date(stamp);
  if (Number.isNaN(at.getTime())) return stamp;
  return format(language, zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone, {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(at);
}

// "14:00" in a zone.
export function clock(at: number, zone: string): string {
  return format('en-GB', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

// "Mon 3 March 2026" in a zone.
export function dayName(at: number, zone: string, language: string): string {
  return format(language, zone, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(at);
}

// The day in a zone as a number that can be compared: days since 1970 of the local calendar.
export function dayNumber(at: number, zone: string): number {
  const parts = format('en-CA', zone, { year: 'numeric', month: '2-digit', day: '2-digit' })
    .formatToParts(at)
    .reduce<Record<string, number>>((all, { type, value }) => {
      all[type] = Number(value);
      return all;
    }, {});
  return Math.floor(Date.UTC(parts.year ?? 1970, (parts.month ?? 1) - 1, parts.day ?? 1) / 864e5);
}

// The offset of a zone at an instant, as "UTC+9" or "UTC+5:30".
export function offsetName(at: number, zone: string): string {
  const found = format('en', zone, { timeZoneName: 'shortOffset', hour: '2-digit' })
    .formatToParts(at)
    .find((p) => p.type === 'timeZoneName')?.value;
  return (found ?? 'GMT').replace('GMT', 'UTC');
}

// The name of a zone in a language: "Japan Time", 日本時間.
export function zoneName(zone: string, language: string): string {
  const found = format(language, zone, { timeZoneName: 'longGeneric', hour: '2-digit' })
    .formatToParts(0)
    .find((p) => p.type === 'timeZoneName')?.value;
  return found ?? zone;
}

// The city in the name of a zone: "Asia/Ho_Chi_Minh" is "Ho Chi Minh".
export function zoneCity(zone: string): string {
  return (zone.split('/').pop() ?? zone).replaceAll('_', ' ');
}

// The instant at which clocks in `zone` show `local` ("2026-03-01T14:00").
export function instantOf(local: string, zone: string): number {
  const wanted = Date.parse(local + (local.length === 16 ? ':00Z' : 'Z'));
  let at = wanted;
  for (let i = 0; i < 2; i++) at = wanted - offsetMs(at, zone); // twice: the offset may change between
  return at;
}

function offsetMs(at: number, zone: string): number {
  const parts = format('en-GB', zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
    .formatToParts(at)
    .reduce<Record<string, number>>((all, { type, value }) => {
      all[type] = Number(value);
      return all;
    }, {});
  const shown = Date.UTC(
    parts.year!,
    parts.month! - 1,
    parts.day!,
    parts.hour!,
    parts.minute!,
    parts.second!,
  );
  return shown - Math.floor(at / 1000) * 1000;
}

// "in 3 hours", "5 minutes ago": the largest unit that says something.
export function relative(at: number, now: number, language: string): string {
  const seconds = Math.round((at - now) / 1000);
  const size = Math.abs(seconds);
  const format2 = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'long' });
  if (size < 60) return format2.format(0, 'second');
  if (size < 3600) return format2.format(Math.trunc(seconds / 60), 'minute');
  if (size < 86400) return format2.format(Math.trunc(seconds / 3600), 'hour');
  if (size < 86400 * 60) return format2.format(Math.trunc(seconds / 86400), 'day');
  if (size < 86400 * 730) return format2.format(Math.trunc(seconds / (86400 * 30.4)), 'month');
  return format2.format(Math.trunc(seconds / (86400 * 365.25)), 'year');
}
