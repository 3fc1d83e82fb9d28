// device.ts - which browser on which system, from what a browser calls itself.
//
// The text is the browser's own word and proves nothing; it helps to tell one's own sessions apart.

export interface Device {
  browser: string; // '' when nobody can tell
  system: string;
}

// In this order: most call themselves by the names of others, too.
const browsers: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\bChromium\/(\d+)/, 'Chromium'],
  [/\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]*.* Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

export function readDevice(text: string): Device {
  const browser = browsers.find(([pattern]) => pattern.test(text));
  const system = systems.find(([pattern]) => pattern.test(text));
  const version = browser?.[0].exec(text)?.[1];
  return {
    browser: browser ? `${browser[1]} ${version}` : '',
    system: system?.[1] ?? '',
  };
}
