// main.ts - the beginning: the language, who is asking, then the frame.
import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { startCopy } from './core/copy';
import { useLanguage } from './core/i18n.svelte';
import { startKeys } from './core/keys.svelte';
import { applyPrefs, prefs } from './core/prefs.svelte';
import { startRouter } from './core/router.svelte';
import { readSession } from './core/session.svelte';
import { startStream } from './core/stream';

applyPrefs();
startRouter();
startKeys();
startCopy();
const [known] = await Promise.allSettled([readSession(), useLanguage(prefs.language)]);
if (known.status === 'rejected') console.warn('the session could not be read');
mount(App, { target: document.getElementById('app')! });
startStream();
